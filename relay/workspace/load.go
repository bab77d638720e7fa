package workspace

import "github.com/goccy/go-yaml/ast"

// Load reads the file. environ gives the values of variables. An error is an *Error, or one of reading.
func Load(path string, environ func(string) string) (*File, error) {
	text, err := readFile(path)
	if err != nil {
		return nil, err
	}
	return Decode(path, text, environ)
}

// Decode is Load for bytes that are at hand. An error is an *Error.
func Decode(path string, text []byte, environ func(string) string) (*File, error) {
	root, err := parse(path, text)
	if err != nil {
		return nil, err
	}
	r, err := newReader(path, environ, root)
	if err != nil {
		return nil, err
	}
	file := &File{Path: path, text: text}
	_, err = r.fields(root, FileName, []field{
		{"serve", func(node ast.Node) error { return r.settings(node, file) }},
		{"subscriptions", r.each("subscriptions", func(e entry) error {
			sub, err := r.subscription(e)
			file.Subscriptions = append(file.Subscriptions, sub)
			return err
		})},
		{"faults", r.each("faults", func(e entry) error {
			fault, err := r.fault(e)
			file.Faults = append(file.Faults, fault)
			return err
		})},
	})
	if err != nil {
		return nil, err
	}
	return file, nil
}

// each reads a mapping of names; one that is left empty has none.
func (r *reader) each(what string, read func(entry) error) func(ast.Node) error {
	return func(node ast.Node) error {
		node, err := r.value(node)
		if err != nil {
			return err
		}
		if _, empty := node.(*ast.NullNode); empty {
			return nil
		}
		entries, err := r.mapping(node, what)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := read(e); err != nil {
				return err
			}
		}
		return nil
	}
}

// settings reads flags of serve, whatever their names: the command knows those.
func (r *reader) settings(node ast.Node, file *File) error {
	return r.each("serve", func(e entry) error {
		setting := Setting{Name: e.key, At: e.at, Value: positionOf(r.path, e.value)}
		node, err := r.value(e.value)
		if err != nil {
			return err
		}
		items := []ast.Node{node}
		if sequence, ok := node.(*ast.SequenceNode); ok {
			items = sequence.Values
		}
		for _, item := range items {
			value, err := r.written(item, "serve."+e.key)
			if err != nil {
				return err
			}
			setting.Values = append(setting.Values, value)
		}
		file.Settings = append(file.Settings, setting)
		return nil
	})(node)
}

// written is a scalar as it stands in the file, so that a flag reads 010 and 7d as it does on the command line.
func (r *reader) written(node ast.Node, what string) (text string, err error) {
	node, err = r.value(node)
	if err != nil {
		return "", err
	}
	switch node.(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return node.GetToken().Value, nil
	}
	err = r.text(what, &text)(node)
	return text, err
}

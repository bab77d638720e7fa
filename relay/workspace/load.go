package workspace

import (
	"github.com/goccy/go-yaml/ast"

	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
)

// reader reads a file's values, and those of the variables in them.
type reader struct {
	*strictyaml.Reader
	environ func(string) string
}

// Load reads the file. environ gives the values of variables. An error is an *strictyaml.Error, or one of reading.
func Load(path string, environ func(string) string) (*File, error) {
	text, err := strictyaml.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Decode(path, text, environ)
}

// Decode is Load for bytes that are at hand. An error is an *strictyaml.Error.
func Decode(path string, text []byte, environ func(string) string) (*File, error) {
	root, err := strictyaml.Parse(path, text)
	if err != nil {
		return nil, err
	}
	if root == nil {
		return nil, &strictyaml.Error{
			At: strictyaml.Position{File: path}, Problem: "it is empty, which may be a save that is not over",
			Hint: "write subscriptions: {} where it is to declare nothing",
		}
	}
	values, err := strictyaml.NewReader(path, root)
	if err != nil {
		return nil, err
	}
	r := &reader{values, environ}
	file := &File{Path: path, text: text}
	_, err = r.Fields(root, FileName, strictyaml.Known{
		"serve": func(node ast.Node) error { return r.settings(node, file) },
		"subscriptions": r.Each("subscriptions", func(e strictyaml.Entry) error {
			sub, err := r.subscription(e)
			file.Subscriptions = append(file.Subscriptions, sub)
			return err
		}),
		"faults": r.Each("faults", func(e strictyaml.Entry) error {
			fault, err := r.fault(e)
			file.Faults = append(file.Faults, fault)
			return err
		}),
		"relay": r.Each("relay", func(e strictyaml.Entry) error {
			hook, err := r.hook(e)
			file.Hooks = append(file.Hooks, hook)
			return err
		}),
	})
	if err != nil {
		return nil, err
	}
	return file, nil
}

// settings reads flags of serve, whatever their names: the command knows those.
func (r *reader) settings(node ast.Node, file *File) error {
	return r.Each("serve", func(e strictyaml.Entry) error {
		setting := Setting{Name: e.Key, At: e.At, Value: r.At(e.Value)}
		node, err := r.Value(e.Value)
		if err != nil {
			return err
		}
		items := []ast.Node{node}
		if sequence, ok := node.(*ast.SequenceNode); ok {
			items = sequence.Values
		}
		for _, item := range items {
			value, err := r.Written(item, "serve."+e.Key)
			if err != nil {
				return err
			}
			setting.Values = append(setting.Values, value)
		}
		file.Settings = append(file.Settings, setting)
		return nil
	})(node)
}

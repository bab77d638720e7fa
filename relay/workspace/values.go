package workspace

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"

	"github.com/ledgerhook/ledgerhook/relay"
)

// reader reads values out of a document and bounds how many.
type reader struct {
	path    string
	environ func(string) string
	anchors map[string]*ast.AnchorNode
	left    int // of maxValues
}

func newReader(path string, environ func(string) string, root ast.Node) (*reader, error) {
	r := &reader{path: path, environ: environ, anchors: map[string]*ast.AnchorNode{}, left: maxValues}
	for _, found := range ast.Filter(ast.AnchorType, root) {
		anchor := found.(*ast.AnchorNode)
		name := anchor.Name.GetToken().Value
		if r.anchors[name] != nil {
			return nil, r.errorAt(anchor, "anchor "+quoted(name)+" is there twice", "")
		}
		r.anchors[name] = anchor
	}
	return r, nil
}

func (r *reader) errorAt(node ast.Node, problem, hint string) error {
	return &Error{At: positionOf(r.path, node), Problem: problem, Hint: hint}
}

// value looks through anchors and aliases.
func (r *reader) value(node ast.Node) (ast.Node, error) {
	for {
		if r.left--; r.left < 0 {
			return nil, r.errorAt(node, fmt.Sprintf("more than %d values are used", maxValues), "use fewer aliases")
		}
		switch n := node.(type) {
		case *ast.AnchorNode:
			node = n.Value
		case *ast.AliasNode:
			name := n.Value.GetToken().Value
			anchor := r.anchors[name]
			if anchor == nil || anchor.GetToken().Position.Offset > n.GetToken().Position.Offset {
				return nil, r.errorAt(n, "no anchor "+quoted(name)+" stands above", "")
			}
			node = anchor.Value
		default:
			return node, nil
		}
	}
}

// entry is one key of a mapping with its value.
type entry struct {
	key   string
	at    Position
	value ast.Node
}

// mapping reads the entries of a mapping in their order. what says whose, for errors. A missing value has none.
func (r *reader) mapping(node ast.Node, what string) ([]entry, error) {
	node, err := r.value(node)
	if err != nil {
		return nil, err
	}
	m, ok := node.(ast.MapNode)
	if !ok {
		return nil, r.errorAt(node, fmt.Sprintf("%s must hold fields, not %s", what, kindOf(node)), "")
	}
	var entries []entry
	first := map[string]Position{}
	for pairs := m.MapRange(); pairs.Next(); {
		node := pairs.Key()
		if _, ok := node.(*ast.StringNode); !ok {
			return nil, r.errorAt(node, fmt.Sprintf("a key of %s must be text, not %s", what, kindOf(node)), "put it in quotes")
		}
		key, at := node.GetToken().Value, positionOf(r.path, node)
		if before, twice := first[key]; twice {
			return nil, &Error{At: at, Problem: fmt.Sprintf("%s is in %s twice", quoted(key), what), Hint: fmt.Sprintf("it is in line %d too", before.Line)}
		}
		if problem := nameProblem(key); problem != "" {
			return nil, &Error{At: at, Problem: fmt.Sprintf("a key of %s %s", what, problem)}
		}
		first[key] = at
		entries = append(entries, entry{key, at, pairs.Value()})
	}
	return entries, nil
}

func nameProblem(name string) string {
	switch {
	case strings.TrimSpace(name) != name || name == "":
		return "is empty or begins or ends with a space"
	case len(name) > maxNameSize:
		return fmt.Sprintf("is longer than %d bytes", maxNameSize)
	case strings.ContainsFunc(name, unicode.IsControl):
		return "holds a control character"
	}
	return ""
}

// field is a key that is known, and what reads its value.
type field struct {
	name string
	read func(node ast.Node) error
}

// fields reads a mapping of known keys, and tells where each stands. An unknown key is an error that names the nearest.
func (r *reader) fields(node ast.Node, what string, known []field) (map[string]Position, error) {
	entries, err := r.mapping(node, what)
	if err != nil {
		return nil, err
	}
	places := map[string]Position{}
	for _, e := range entries {
		i := slices.IndexFunc(known, func(f field) bool { return f.name == e.key })
		if i < 0 {
			return nil, &Error{At: e.at, Problem: fmt.Sprintf("%s knows no %s", what, quoted(e.key)), Hint: nearestOf(e.key, names(known))}
		}
		if err := known[i].read(e.value); err != nil {
			return nil, err
		}
		places[e.key] = positionOf(r.path, e.value)
		if _, empty := e.value.(*ast.NullNode); empty {
			places[e.key] = e.at
		}
	}
	return places, nil
}

func names(known []field) []string {
	all := make([]string, len(known))
	for i, f := range known {
		all[i] = f.name
	}
	return all
}

// nearestOf is the hint for a word that is none of those known.
func nearestOf(word string, known []string) string {
	if near := relay.Nearest(word, known); near != "" {
		return "did you mean " + near + "?"
	}
	if len(known) > 12 {
		return ""
	}
	return "it knows " + strings.Join(known, ", ")
}

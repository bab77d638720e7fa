package strictyaml

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Reader reads values out of a document and bounds how many.
type Reader struct {
	path    string
	anchors map[string]*ast.AnchorNode
	left    int // of MaxValues
}

// NewReader reads values out of a document that Parse made. An error is an *Error.
func NewReader(path string, root ast.Node) (*Reader, error) {
	r := &Reader{path: path, anchors: map[string]*ast.AnchorNode{}, left: MaxValues}
	for _, found := range ast.Filter(ast.AnchorType, root) {
		anchor := found.(*ast.AnchorNode)
		name := anchor.Name.GetToken().Value
		if r.anchors[name] != nil {
			return nil, r.ErrorAt(anchor, "anchor "+Quoted(name)+" is there twice", "")
		}
		r.anchors[name] = anchor
	}
	return r, nil
}

// At is where a node stands.
func (r *Reader) At(node ast.Node) Position { return PositionOf(r.path, node) }

// ErrorAt is a mistake at a node; the hint may be empty.
func (r *Reader) ErrorAt(node ast.Node, problem, hint string) error {
	return &Error{At: r.At(node), Problem: problem, Hint: hint}
}

// Value looks through anchors and aliases.
func (r *Reader) Value(node ast.Node) (ast.Node, error) {
	for {
		if r.left--; r.left < 0 {
			return nil, r.ErrorAt(node, fmt.Sprintf("more than %d values are used", MaxValues), "use fewer aliases")
		}
		switch n := node.(type) {
		case *ast.AnchorNode:
			node = n.Value
		case *ast.AliasNode:
			name := n.Value.GetToken().Value
			anchor := r.anchors[name]
			if anchor == nil || anchor.GetToken().Position.Offset > n.GetToken().Position.Offset {
				return nil, r.ErrorAt(n, "no anchor "+Quoted(name)+" stands above", "")
			}
			node = anchor.Value
		default:
			return node, nil
		}
	}
}

// Entry is one key of a mapping with its value.
type Entry struct {
	Key   string
	At    Position
	Value ast.Node
}

// Mapping reads the entries of a mapping in their order. what says whose, for errors. A missing value has none. Its keys are
// names: short, and without spaces around them.
func (r *Reader) Mapping(node ast.Node, what string) ([]Entry, error) {
	entries, err := r.Pairs(node, what)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if problem := nameProblem(e.Key); problem != "" {
			return nil, &Error{At: e.At, Problem: fmt.Sprintf("a key of %s %s", what, problem)}
		}
	}
	return entries, nil
}

// Pairs is Mapping for data, in which any text may be a key.
func (r *Reader) Pairs(node ast.Node, what string) ([]Entry, error) {
	node, err := r.Value(node)
	if err != nil {
		return nil, err
	}
	m, ok := node.(ast.MapNode)
	if !ok {
		return nil, r.ErrorAt(node, fmt.Sprintf("%s must hold fields, not %s", what, KindOf(node)), "")
	}
	var entries []Entry
	first := map[string]Position{}
	for pairs := m.MapRange(); pairs.Next(); {
		node := pairs.Key()
		if _, ok := node.(*ast.StringNode); !ok {
			return nil, r.ErrorAt(node, fmt.Sprintf("a key of %s must be text, not %s", what, KindOf(node)), "put it in quotes")
		}
		key, at := node.GetToken().Value, r.At(node)
		if before, twice := first[key]; twice {
			return nil, &Error{At: at, Problem: fmt.Sprintf("%s is in %s twice", Quoted(key), what), Hint: fmt.Sprintf("it is in line %d too", before.Line)}
		}
		first[key] = at
		entries = append(entries, Entry{key, at, pairs.Value()})
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

// Known are the keys that a mapping may have, each with what reads its value.
type Known map[string]func(node ast.Node) error

// Fields reads a mapping of known keys, and tells where each stands. An unknown key is an error that names the nearest.
func (r *Reader) Fields(node ast.Node, what string, known Known) (map[string]Position, error) {
	entries, err := r.Mapping(node, what)
	if err != nil {
		return nil, err
	}
	places := map[string]Position{}
	for _, e := range entries {
		read, ok := known[e.Key]
		if !ok {
			hint := NearestOf(e.Key, slices.Sorted(maps.Keys(known)))
			return nil, &Error{At: e.At, Problem: fmt.Sprintf("%s knows no %s", what, Quoted(e.Key)), Hint: hint}
		}
		if err := read(e.Value); err != nil {
			return nil, err
		}
		places[e.Key] = r.At(e.Value)
		if _, empty := e.Value.(*ast.NullNode); empty {
			places[e.Key] = e.At
		}
	}
	return places, nil
}

// NearestOf is the hint for a word that is none of those known.
func NearestOf(word string, known []string) string {
	if near := relay.Nearest(word, known); near != "" {
		return "did you mean " + near + "?"
	}
	if len(known) > 12 {
		return ""
	}
	return "it knows " + strings.Join(known, ", ")
}

// Each reads a mapping of names; one that is left empty has none.
func (r *Reader) Each(what string, read func(Entry) error) func(ast.Node) error {
	return func(node ast.Node) error {
		node, err := r.Value(node)
		if err != nil {
			return err
		}
		if _, empty := node.(*ast.NullNode); empty {
			return nil
		}
		entries, err := r.Mapping(node, what)
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

package strictyaml

import (
	"fmt"
	"math"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
)

// Text reads a string into to. Its value is never part of an error.
func (r *Reader) Text(what string, to *string) func(ast.Node) error {
	return func(node ast.Node) error {
		node, err := r.Value(node)
		if err != nil {
			return err
		}
		switch n := node.(type) {
		case *ast.StringNode:
			*to = n.Value
		case *ast.LiteralNode:
			*to = strings.TrimSuffix(n.Value.Value, "\n")
		case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
			return r.ErrorAt(node, fmt.Sprintf("%s must be text, not %s", what, KindOf(node)), "put it in quotes")
		default:
			hint := ""
			if _, ok := node.(ast.MapNode); ok && node.GetToken().Value != "{" {
				hint = "put it in quotes" // without braces: what the parser takes a URL with a port for, in [] within {}
			}
			return r.ErrorAt(node, fmt.Sprintf("%s must be text, not %s", what, KindOf(node)), hint)
		}
		if strings.ContainsFunc(*to, unicode.IsControl) {
			return r.ErrorAt(node, what+" holds a control character", "")
		}
		return nil
	}
}

// List reads strings: one, or a sequence of them. each is told where every one stands.
func (r *Reader) List(what string, to *[]string, each func(item string, at Position)) func(ast.Node) error {
	return func(node ast.Node) error {
		node, err := r.Value(node)
		if err != nil {
			return err
		}
		sequence, ok := node.(*ast.SequenceNode)
		if !ok {
			return r.ErrorAt(node, fmt.Sprintf("%s must be a list, not %s", what, KindOf(node)), "write it like [a, b]")
		}
		*to = []string{}
		for _, item := range sequence.Values {
			word := ""
			if err := r.Text("each of "+what, &word)(item); err != nil {
				return err
			}
			*to = append(*to, word)
			each(word, r.At(item))
		}
		return nil
	}
}

// Whole reads a whole number that is not negative.
func (r *Reader) Whole(what string, to *int) func(ast.Node) error {
	return func(node ast.Node) error {
		value := uint64(0)
		err := r.WholeUpTo(what, math.MaxInt32, &value)(node)
		if err == nil {
			*to = int(value)
		}
		return err
	}
}

// WholeUpTo reads a whole number between zero and a bound.
func (r *Reader) WholeUpTo(what string, most uint64, to *uint64) func(ast.Node) error {
	return func(node ast.Node) error {
		node, err := r.Value(node)
		if err != nil {
			return err
		}
		n, ok := node.(*ast.IntegerNode)
		if !ok {
			return r.ErrorAt(node, fmt.Sprintf("%s must be a whole number, not %s", what, KindOf(node)), "")
		}
		value, ok := n.Value.(uint64)
		if !ok || value > most {
			return r.ErrorAt(node, fmt.Sprintf("%s must be between 0 and %d", what, most), "")
		}
		*to = value
		return nil
	}
}

// Number reads a number that is not negative.
func (r *Reader) Number(what string, to *float64) func(ast.Node) error {
	return func(node ast.Node) error {
		node, err := r.Value(node)
		if err != nil {
			return err
		}
		switch n := node.(type) {
		case *ast.IntegerNode:
			whole := 0
			if err := r.Whole(what, &whole)(node); err != nil {
				return err
			}
			*to = float64(whole)
		case *ast.FloatNode:
			*to = n.Value
		default:
			return r.ErrorAt(node, fmt.Sprintf("%s must be a number, not %s", what, KindOf(node)), "")
		}
		if math.IsNaN(*to) || math.IsInf(*to, 0) || *to < 0 {
			return r.ErrorAt(node, what+" must be a number of at least 0", "")
		}
		return nil
	}
}

// Truth reads true or false.
func (r *Reader) Truth(what string, to *bool) func(ast.Node) error {
	return func(node ast.Node) error {
		node, err := r.Value(node)
		if err != nil {
			return err
		}
		n, ok := node.(*ast.BoolNode)
		if !ok {
			return r.ErrorAt(node, fmt.Sprintf("%s must be true or false, not %s", what, KindOf(node)), "")
		}
		*to = n.Value
		return nil
	}
}

// KindOf says what a node is in the words of a person.
func KindOf(node ast.Node) string {
	switch node.(type) {
	case *ast.StringNode, *ast.LiteralNode:
		return "text"
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "a number"
	case *ast.BoolNode:
		return "true or false"
	case *ast.NullNode:
		return "nothing"
	case *ast.SequenceNode:
		return "a list"
	case ast.MapNode:
		return "fields"
	}
	return "something else"
}

// Written is a scalar as it stands in the file, so that a flag reads 010 and 7d as it does on the command line.
func (r *Reader) Written(node ast.Node, what string) (text string, err error) {
	node, err = r.Value(node)
	if err != nil {
		return "", err
	}
	switch node.(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return node.GetToken().Value, nil
	}
	err = r.Text(what, &text)(node)
	return text, err
}

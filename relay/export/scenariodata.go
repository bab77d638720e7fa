package export

import (
	"github.com/go-json-experiment/json/jsontext"
	"github.com/goccy/go-yaml"

	"github.com/ledgerhook/ledgerhook/relay"
)

// scenarioNode is a JSON value as YAML: what is a leaf is written as JSON has it, so that numbers keep their digits.
type scenarioNode struct {
	leaf   yaml.RawMessage
	fields yaml.MapSlice
	items  []*scenarioNode
}

// MarshalYAML implements yaml.InterfaceMarshaler.
func (n *scenarioNode) MarshalYAML() (any, error) {
	switch {
	case n.fields != nil:
		return n.fields, nil
	case n.items != nil:
		return n.items, nil
	}
	return n.leaf, nil
}

// dataReader reads JSON for a scenario.
type dataReader struct {
	*jsontext.Decoder
	disguises *disguises
}

// node reads the next value, which stands at a place.
func (r *dataReader) node(at place) (*scenarioNode, error) {
	switch r.PeekKind() {
	case jsontext.KindBeginObject:
		return r.object(at)
	case jsontext.KindBeginArray:
		return r.list(at)
	case jsontext.KindString:
		token, err := r.ReadToken()
		if err != nil {
			return nil, err
		}
		text := r.disguises.of(token.String(), at)
		return &scenarioNode{leaf: literal(text)}, nil
	}
	kind := r.PeekKind()
	value, err := r.ReadValue()
	if number := at.number(); kind == jsontext.KindNumber && number != "" && !r.disguises.keeps(at) {
		return &scenarioNode{leaf: yaml.RawMessage(number)}, err
	}
	return &scenarioNode{leaf: yaml.RawMessage(value.Clone())}, err
}

func (r *dataReader) object(at place) (*scenarioNode, error) {
	if _, err := r.ReadToken(); err != nil {
		return nil, err
	}
	var node scenarioNode
	for r.PeekKind() != jsontext.KindEndObject {
		key, err := r.ReadToken()
		if err != nil {
			return nil, err
		}
		name := key.String()
		value, err := r.node(at.within(name))
		if err != nil {
			return nil, err
		}
		node.fields = append(node.fields, yaml.MapItem{Key: relay.Visible(name), Value: value})
	}
	if node.fields == nil {
		node.leaf = yaml.RawMessage("{}")
	}
	_, err := r.ReadToken()
	return &node, err
}

func (r *dataReader) list(at place) (*scenarioNode, error) {
	if _, err := r.ReadToken(); err != nil {
		return nil, err
	}
	var node scenarioNode
	for r.PeekKind() != jsontext.KindEndArray {
		item, err := r.node(at)
		if err != nil {
			return nil, err
		}
		node.items = append(node.items, item)
	}
	if node.items == nil {
		node.leaf = yaml.RawMessage("[]")
	}
	_, err := r.ReadToken()
	return &node, err
}

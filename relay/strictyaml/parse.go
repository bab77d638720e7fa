package strictyaml

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// The bounds of what is handed to the parser: it recurses, and takes time with the square of depth and of keys (measured:
// 1.5 s for 20,000 open brackets, 2 s for 20,000 keys).
const (
	maxTokens   = 20_000
	maxDepth    = 32
	maxNameSize = 100
)

// MaxValues is how many values of a file are read, each alias counted as often as it is used.
const MaxValues = 20_000

// Parse turns bytes into the one document of a file; nil for a file that holds none. An error is an *Error.
func Parse(path string, text []byte) (root ast.Node, err error) {
	if err := checkBytes(path, text); err != nil {
		return nil, err
	}
	tokens := lexer.Tokenize(string(text))
	if err := checkTokens(path, tokens); err != nil {
		return nil, err
	}
	defer func() { // a file that is saved half must not end a server by a bug of the parser
		if bug := recover(); bug != nil {
			root, err = nil, &Error{At: Position{File: path}, Problem: "it cannot be parsed", Hint: "write it simpler"}
		}
	}()
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey()) // refused later, in our words
	if err != nil {
		return nil, syntaxError(path, err)
	}
	var documents []*ast.DocumentNode
	for _, document := range file.Docs {
		if document.Body != nil {
			documents = append(documents, document)
		}
	}
	switch {
	case len(documents) == 0:
		return nil, nil
	case len(documents) > 1:
		return nil, &Error{At: PositionOf(path, documents[1].Body), Problem: "a second document begins", Hint: "the file holds one"}
	}
	return documents[0].Body, nil
}

// checkTokens bounds how much there is and how deep it is nested, and refuses what no file of ours needs.
func checkTokens(path string, tokens token.Tokens) error {
	if len(tokens) > maxTokens {
		return &Error{At: Position{path, 1, 1}, Problem: fmt.Sprintf("it holds %d words and signs, of which %d are allowed", len(tokens), maxTokens)}
	}
	brackets, marks, line := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			marks, line = 0, t.Position.Line
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			brackets++
		case token.SequenceEndType, token.MappingEndType:
			brackets--
		case token.SequenceEntryType, token.AnchorType, token.MappingKeyType:
			marks++
		case token.TagType:
			return &Error{At: tokenPosition(path, t), Problem: "tags are not taken"}
		case token.DirectiveType:
			return &Error{At: tokenPosition(path, t), Problem: "directives are not taken"}
		case token.MergeKeyType:
			return &Error{At: tokenPosition(path, t), Problem: "merge keys are not taken", Hint: "write the fields out; a single value may be an alias"}
		}
		if brackets > maxDepth || marks > maxDepth {
			return &Error{At: tokenPosition(path, t), Problem: "it is nested too deep"}
		}
	}
	return nil
}

// syntaxError leaves out the lines of the file that the parser would show: they may hold a secret.
func syntaxError(path string, err error) error {
	var syntax *yaml.SyntaxError
	if !errors.As(err, &syntax) {
		return &Error{At: Position{File: path}, Problem: "it is no YAML"}
	}
	return &Error{At: tokenPosition(path, syntax.Token), Problem: syntax.Message}
}

// PositionOf is where a node begins: of a mapping, which the parser places at its first colon, where its first key stands.
func PositionOf(path string, node ast.Node) Position {
	switch n := node.(type) {
	case *ast.MappingNode:
		if len(n.Values) > 0 && !n.IsFlowStyle {
			return PositionOf(path, n.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return PositionOf(path, n.Key)
	}
	return tokenPosition(path, node.GetToken())
}

func tokenPosition(path string, t *token.Token) Position {
	if t == nil || t.Position == nil {
		return Position{File: path}
	}
	return Position{path, t.Position.Line, t.Position.Column}
}

package main

import (
	"encoding/json"
	"io"
	"os"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// readData takes --data in.
func (a *app) readData(path string, request *control.PublishRequest) error {
	if path == "" {
		return nil
	}
	text, err := a.readInput("data", path)
	if err != nil {
		return err
	}
	if err := relay.CheckJSON(text); err != nil {
		return usage("mend it at that place; keys may stand once, in UTF-8 without a byte order mark", "--data %s is not valid JSON: %w", path, err)
	}
	request.Data = text
	return nil
}

// readInput reads the file that a flag names, or standard input for -.
func (a *app) readInput(flag, path string) ([]byte, error) {
	try := "--" + flag + " FILE, or - for standard input"
	reader := a.stdin
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return nil, usage(try, "--%s: %w", flag, err)
		}
		defer file.Close()
		reader = file
	}
	text, err := io.ReadAll(io.LimitReader(reader, relay.MaxDataBytes+1))
	switch {
	case err != nil:
		return nil, usage(try, "--%s %s: %w", flag, path, err)
	case len(text) > relay.MaxDataBytes:
		return nil, usage("send less", "--%s %s: more than %d bytes", flag, path, relay.MaxDataBytes)
	}
	return text, nil
}

// readSets takes --set in: path=value, or path:=JSON.
func readSets(sets []string) (values map[string]json.RawMessage, texts map[string]string, err error) {
	for _, set := range sets {
		path, value, ok := strings.Cut(set, "=")
		if !ok || path == "" || path == ":" {
			return nil, nil, usage("--set resource.id=301", "--set %q: write path=value", set)
		}
		if bare, isJSON := strings.CutSuffix(path, ":"); isJSON {
			if !jsontext.Value(value).IsValid() {
				return nil, nil, usage("--set 'path:=[1,2]'", "--set %q: the value is not valid JSON", set)
			}
			if values == nil {
				values = map[string]json.RawMessage{}
			}
			values[bare] = json.RawMessage(value)
			continue
		}
		if texts == nil {
			texts = map[string]string{}
		}
		texts[path] = value
	}
	return values, texts, nil
}

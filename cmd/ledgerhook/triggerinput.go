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
	reader := a.stdin
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return usage("ledgerhook trigger … --data FILE, or - for standard input", "--data: %w", err)
		}
		defer file.Close()
		reader = file
	}
	text, err := io.ReadAll(io.LimitReader(reader, relay.MaxDataBytes+1))
	switch {
	case err != nil:
		return usage("ledgerhook trigger … --data FILE, or - for standard input", "--data %s: %w", path, err)
	case len(text) > relay.MaxDataBytes:
		return usage("send less", "--data %s: more than %d bytes", path, relay.MaxDataBytes)
	}
	if err := relay.CheckJSON(text); err != nil {
		return usage("mend it at that place; keys may stand once, in UTF-8 without a byte order mark", "--data %s is not valid JSON: %w", path, err)
	}
	request.Data = text
	return nil
}

// readSets takes --set in: path=value, or path:=JSON.
func readSets(sets []string, request *control.PublishRequest) error {
	for _, set := range sets {
		path, value, ok := strings.Cut(set, "=")
		if !ok || path == "" || path == ":" {
			return usage("ledgerhook trigger … --set resource.id=301", "--set %q: write path=value", set)
		}
		if bare, isJSON := strings.CutSuffix(path, ":"); isJSON {
			if !jsontext.Value(value).IsValid() {
				return usage("ledgerhook trigger … --set 'path:=[1,2]'", "--set %q: the value is not valid JSON", set)
			}
			if request.Set == nil {
				request.Set = map[string]json.RawMessage{}
			}
			request.Set[bare] = json.RawMessage(value)
			continue
		}
		if request.SetText == nil {
			request.SetText = map[string]string{}
		}
		request.SetText[path] = value
	}
	return nil
}

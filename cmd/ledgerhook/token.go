package main

import (
	"os"
	"strings"
)

// readToken reads the token's file where @FILE names one.
func (a *app) readToken() error {
	path, ok := strings.CutPrefix(a.token, "@")
	if !ok {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return usage("ledgerhook --token @FILE, or LEDGERHOOK_TOKEN", "read the token: %w", err)
	}
	a.token = strings.TrimSpace(string(text))
	if a.token == "" {
		return usage("ledgerhook --token @FILE, or LEDGERHOOK_TOKEN", "the token's file %s is empty", path)
	}
	return nil
}

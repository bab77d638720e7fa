package main

import (
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// What an editor does to a file is told by its Content-Length, and mended where it is plain.
func TestMeasureCapturedBody(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ length, body, want, note string }{
		"none":                       {"", "{}\n", "{}\n", ""},
		"as long":                    {"3", "{}\n", "{}\n", ""},
		"a line break more":          {"2", "{}\n", "{}", "line break behind the 2 bytes"},
		"CR and LF more":             {"2", "{}\r\n", "{}", "line break behind the 2 bytes"},
		"more":                       {"2", "{} x", "{} x", "2 bytes more than the 2"},
		"without its CR":             {"6", "{\n}\n", "{\r\n}\r\n", "have lost their CR"},
		"less":                       {"20", "{}", "{}", "18 bytes less than the 20"},
		"a length that is none":      {"-1", "{}", "{}", ""},
		"a length that is no number": {"two", "{}", "{}", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := question{}
			c := captured{headers: []relay.Header{{Name: "content-length", Value: tt.length}}, body: []byte(tt.body)}
			q.measure(&c)
			if notes := strings.Join(q.notes, "; "); string(c.body) != tt.want || !strings.Contains(notes, tt.note) || (notes == "") != (tt.note == "") {
				t.Errorf("%q, %q", c.body, notes)
			}
		})
	}
}

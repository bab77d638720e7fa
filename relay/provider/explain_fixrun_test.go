package provider

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// fixCase is one run of a line.
type fixCase struct {
	Code      string `json:"code"`
	ID        string `json:"id"`
	Timestamp string `json:"timestamp"`
	Body      string `json:"body"`
	Secret    string `json:"secret"`
	Old       string `json:"old"`
	Quoted    bool   `json:"quoted"` // the secret in the environment is

	product string
	headers []relay.Header
	mistake string // that what comes out is explained by; empty: it is right
}

// fixCases are the lines that can be run by themselves: what computes, and what reads body and secret.
func fixCases(t *testing.T, language string) []fixCase {
	t.Helper()
	text, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors map[string]struct{ Secret, Token1, Body string }
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	var cases []fixCase
	for _, product := range []string{"fintoro", "moneybird", "silverfin", "bookkeeper"} {
		v := vectors[product]
		base := fixCase{ID: "msg_01HXEXAMPLE0000000000001", Timestamp: "1777887001", Body: v.Body, Secret: v.Secret + v.Token1, Old: "an-old-secret", product: product}
		base.headers = []relay.Header{{Name: "webhook-id", Value: base.ID}, {Name: "Idempotency-Key", Value: base.ID}, {Name: "webhook-timestamp", Value: base.Timestamp}, {Name: "Moneybird-Signature", Value: "t=" + base.Timestamp + ",v1=00"}}
		sign := ""
		for id := range mistakeCount {
			for _, f := range fixesOf(product, id) {
				if f.Language != language {
					continue
				}
				switch {
				case runs(id, computing()):
					sign = f.Right
					wrong, right := base, base
					wrong.Code, wrong.mistake, right.Code = f.Wrong, id.String(), f.Right
					cases = append(cases, wrong, right)
				case runs(id, reading()):
					right := base
					right.Code, right.Quoted = f.Right+"\n", id == secretQuoted
					cases = append(cases, right)
				}
			}
		}
		for i := range cases {
			if c := &cases[i]; c.product == product && c.Code[len(c.Code)-1] == '\n' {
				c.Code += sign
			}
		}
	}
	return cases
}

func runs(id mistakeID, families []map[mistakeID]fix) bool {
	return slices.ContainsFunc(families, func(family map[mistakeID]fix) bool { return family[id] != nil })
}

func computing() []map[mistakeID]fix {
	keys := keyFixes()
	for _, id := range []mistakeID{secretBlank, secretQuoted, secretURLEncoded, secretURLDecoded, secretUnset, swappedTokens, oldSecret} { // the last needs a form of its own
		delete(keys, id)
	}
	texts := textFixes()
	delete(texts, signedNow) // whose time is years behind the vectors'
	return []map[mistakeID]fix{texts, hashFixes(), encodingFixes(), keys}
}

func reading() []map[mistakeID]fix {
	bodies := bodyFixes()
	delete(bodies, decompressedBody)
	delete(bodies, compressedBody)
	secrets := map[mistakeID]fix{}
	for _, id := range []mistakeID{secretBlank, secretQuoted, secretUnset, secretURLEncoded, secretURLDecoded} {
		secrets[id] = keyFixes()[id]
	}
	return []map[mistakeID]fix{bodies, secrets}
}

// What stands right is right, and what stands wrong makes the very mistake, as Node, Python, PHP and Ruby find that run it.
func TestFixesRun(t *testing.T) {
	t.Parallel()
	for _, interpreter := range []struct{ language, command, program string }{
		{"node", "node", "run.mjs"}, {"python", "python3", "run.py"}, {"php", "php", "run.php"}, {"ruby", "ruby", "run.rb"},
	} {
		t.Run(interpreter.language, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath(interpreter.command); err != nil {
				t.Skipf("%s is not installed", interpreter.command)
			}
			cases := fixCases(t, interpreter.language)
			for i, value := range runFixes(t, interpreter.command, interpreter.program, cases) {
				c := &cases[i]
				if c.mistake != "" && strings.HasPrefix(value, "Error(") && (strings.Contains(c.Code, "b64decode") || strings.Contains(c.Code, "strict_decode64")) {
					continue // Python and Ruby refuse to decode it, so that there is no value to be wrong
				}
				c.explained(t, value)
			}
		})
	}
}

func runFixes(t *testing.T, command, program string, cases []fixCase) []string {
	t.Helper()
	input, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	path, err := filepath.Abs(filepath.Join("testdata", "fixes", program))
	if err != nil {
		t.Fatal(err)
	}
	var complaints bytes.Buffer
	run := exec.CommandContext(t.Context(), command, path)
	run.Dir, run.Stdin, run.Stderr = t.TempDir(), bytes.NewReader(input), &complaints
	output, err := run.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, complaints.String())
	}
	var values []string
	if err := json.Unmarshal(output, &values); err != nil || len(values) != len(cases) {
		t.Fatalf("%s printed %d values of %d: %v\n%.500s", program, len(values), len(cases), err, output)
	}
	return values
}

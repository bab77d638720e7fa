package provider_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// awkward has what receivers change in their own ways: other than ASCII, a slash, %, + and keys out of order.
//
// The % stands apart from what is not ASCII: where both are in one field of a form, Node 20 spoils the letters.
const awkward = `{"type":"invoices.paid","note":"21% +3 %41","name":"Miller & Söhne","url":"http://a.example/b","amount":121.5,"id":42}`

// buggyRequest is what a receiver of testdata/buggy gets.
type buggyRequest struct {
	Product   string `json:"product"`
	Secret    string `json:"secret"`
	Old       string `json:"old"`
	ID        string `json:"id"`
	Timestamp string `json:"timestamp"`
	Body      string `json:"body"` // in base64
}

// fewestBuggy is how many mistakes the receivers of a language make at least, over all products.
func fewestBuggy() map[string]int { return map[string]int{"node": 40, "python": 35, "php": 18} }

// Receivers in other languages, which share no code with ours, each make one mistake: it is named, and has lines in their language.
func TestExplainBuggyReceivers(t *testing.T) {
	t.Parallel()
	for _, receiver := range []struct{ language, command, program string }{
		{"node", "node", "receiver.mjs"}, {"python", "python3", "receiver.py"}, {"php", "php", "receiver.php"},
	} {
		t.Run(receiver.language, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath(receiver.command); err != nil {
				t.Skipf("%s is not installed", receiver.command)
			}
			asked := buggySigners(t)
			seen := map[string]bool{}
			for i, values := range runBuggy(t, receiver.command, "testdata/buggy/"+receiver.program, asked) {
				p := &asked[i]
				for name, value := range values {
					id, _, _ := strings.Cut(name, " ") // and which way it is made
					seen[id] = true
					e := p.explainComputed(t, value)
					if e.Mistake == nil || e.Mistake.ID != id {
						t.Errorf("%s, %s: %s is explained as %s", p.name, name, value, e.Line())
						continue
					}
					if !slices.ContainsFunc(e.Mistake.Fixes, inLanguage(receiver.language)) {
						t.Errorf("%s, %s: no line in %s", p.name, name, receiver.language)
					}
				}
			}
			if len(seen) < fewestBuggy()[receiver.language] {
				t.Errorf("only %d mistakes were made: %v", len(seen), seen)
			}
		})
	}
}

func inLanguage(name string) func(relay.Fix) bool {
	return func(f relay.Fix) bool { return f.Language == name && f.Wrong != "" }
}

// buggySigners are the products with the awkward body, plain and compressed.
func buggySigners(t *testing.T) []signer {
	t.Helper()
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	if _, err := io.WriteString(w, awkward); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var all []signer
	for _, p := range signers(t) {
		plain, compressed := p, p
		plain.body, compressed.body = []byte(awkward), zipped.Bytes()
		all = append(all, plain, compressed)
	}
	return all
}

// runBuggy is what the receivers of a program compute for requests, by the mistake.
func runBuggy(t *testing.T, command, program string, asked []signer) []map[string]string {
	t.Helper()
	var input, complaints bytes.Buffer
	for _, p := range asked {
		request, err := json.Marshal(buggyRequest{p.name, p.secrets[0], p.old, p.id, p.time, base64.StdEncoding.EncodeToString(p.body)})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&input, "%s\n", request)
	}
	run := exec.CommandContext(t.Context(), command, program)
	run.Stdin, run.Stderr = &input, &complaints
	output, err := run.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, complaints.String())
	}
	var all []map[string]string
	for line := range strings.Lines(string(output)) {
		var values map[string]string
		if err := json.Unmarshal([]byte(line), &values); err != nil {
			t.Fatalf("%s printed %.200q: %v", program, line, err)
		}
		all = append(all, values)
	}
	if len(all) != len(asked) {
		t.Fatalf("%s answered %d of %d requests", program, len(all), len(asked))
	}
	return all
}

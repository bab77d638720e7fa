package provider

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// testWhole, set in the environment, has the lines for Go compiled and run, which costs some seconds.
const testWhole = "LEDGERHOOK_TEST_WHOLE"

// goProgram is what the lines for Go stand in. What they take from around them, it has.
const goProgram = `package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

type given struct {
	ID, Timestamp, Body, Secret, Old string
	Quoted                           bool
}

var _ = []any{
	bufio.NewScanner, bytes.TrimSpace, gzip.NewReader, hmac.New, md5.New, sha1.New, sha256.New, sha512.New, base64.StdEncoding, binary.Write, hex.EncodeToString,
	json.Marshal, fmt.Sprint, io.ReadAll, url.QueryEscape, strconv.Itoa, strings.ToUpper, time.Now, utf16.Encode, charmap.ISO8859_1,
}

func main() {
	var all []given
	if err := json.NewDecoder(os.Stdin).Decode(&all); err != nil {
		panic(err)
	}
	var values []string
	for i, g := range all {
		os.WriteFile("secret.txt", []byte(g.Secret+"\n"), 0o600)
		os.Setenv("WEBHOOK_SECRET", g.Secret+" ")
		if g.Quoted {
			os.Setenv("WEBHOOK_SECRET", strconv.Quote(g.Secret))
		}
		values = append(values, cases[i](g))
	}
	json.NewEncoder(os.Stdout).Encode(values)
}

var cases = []func(given) string{
`

// goAround are the names that lines take from around them; a case that makes one itself does without.
func goAround() [][2]string {
	return [][2]string{
		{"id", "g.ID"}, {"timestamp", "g.Timestamp"}, {"secret", "g.Secret"}, {"oldSecret", "g.Old"}, {"body", "[]byte(g.Body)"}, {"raw", "[]byte(g.Body)"},
		{"r", `&http.Request{Header: http.Header{}, Body: io.NopCloser(strings.NewReader(g.Body))}`}, {"req", "&http.Request{Header: http.Header{}}"},
		{"seconds", "int64(1777887001)"}, {"now", "time.Unix(seconds, 0)"}, {"event", "struct{ CreatedAt string }{}"}, {"request", "struct{ Body string }{}"},
		{"scanner", "bufio.NewScanner(strings.NewReader(g.Body))"}, {"env", `[]byte("WEBHOOK_SECRET=")`}, {"key", `""`}, {"oldKey", `""`}, {"signature", `""`},
		{"mac", "hmac.New(sha256.New, nil)"},
	}
}

// goCase is a function of one line, or of two.
func goCase(t *testing.T, code string) string {
	t.Helper()
	made := map[string]bool{}
	parsed, err := parser.ParseExpr("func() {\n" + code + "\n}")
	if err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	for _, statement := range parsed.(*ast.FuncLit).Body.List {
		switch s := statement.(type) {
		case *ast.AssignStmt:
			for _, name := range s.Lhs {
				if id, ok := name.(*ast.Ident); ok && s.Tok == token.DEFINE {
					made[id.Name] = true
				}
			}
		case *ast.DeclStmt:
			for _, spec := range s.Decl.(*ast.GenDecl).Specs {
				made[spec.(*ast.ValueSpec).Names[0].Name] = true
			}
		}
	}
	var b strings.Builder
	b.WriteString("func(g given) string {\n")
	for _, name := range goAround() {
		fmt.Fprintf(&b, "%s := %s\n_ = %[1]s\n", name[0], name[1])
	}
	fmt.Fprintf(&b, "{\n%s\n", code)
	for name := range made {
		if name != "_" {
			fmt.Fprintf(&b, "_ = %s\n", name)
		}
	}
	if made["err"] {
		b.WriteString("if err != nil {\nreturn \"Error(\" + err.Error() + \")\"\n}\n")
	}
	if made["signature"] {
		b.WriteString("return signature\n")
	}
	b.WriteString("}\nreturn signature\n},\n")
	return b.String()
}

// All lines for Go compile; of those that compute, what stands right is right, and what stands wrong makes the very mistake.
func TestFixesRunInGo(t *testing.T) {
	t.Parallel()
	if os.Getenv(testWhole) == "" {
		t.Skip("compiles a program: " + testWhole + "=1 runs it")
	}
	cases := fixCases(t, "go")
	ran := len(cases)
	for id := range mistakeCount {
		for _, product := range []string{"finpilo", "fintoro", "moneybird", "silverfin", "bookkeeper"} {
			for _, f := range fixesOf(product, id) {
				if f.Language == "go" {
					cases = append(cases, fixCase{Code: f.Wrong}, fixCase{Code: f.Right})
				}
			}
		}
	}
	var program strings.Builder
	program.WriteString(goProgram)
	for _, c := range cases {
		program.WriteString(goCase(t, c.Code))
	}
	program.WriteString("}\n")
	values := runGo(t, program.String(), cases[:ran])
	for i, c := range cases[:ran] {
		if c.mistake != "" && strings.HasPrefix(values[i], "Error(") && strings.Contains(c.Code, "base64.StdEncoding.DecodeString") {
			continue // it cannot be decoded, so that there is no value to be wrong
		}
		c.explained(t, values[i])
	}
}

// runGo is what a program prints that is given cases.
func runGo(t *testing.T, program string, cases []fixCase) []string {
	t.Helper()
	folder := t.TempDir()
	path, binary := filepath.Join(folder, "main.go"), filepath.Join(folder, "lines")
	if err := os.WriteFile(path, []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, path).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	input, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), binary)
	run.Dir, run.Stdin = folder, bytes.NewReader(input)
	output, err := run.Output()
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	if err := json.Unmarshal(output, &values); err != nil || len(values) != len(cases) {
		t.Fatalf("%d values of %d: %v\n%.500s", len(values), len(cases), err, output)
	}
	return values
}

// explained holds what a line gives against what it should.
func (c *fixCase) explained(t *testing.T, value string) {
	t.Helper()
	e, err := Explainer{}.Explain(relay.Presented{Provider: c.product, Body: []byte(c.Body), Headers: c.headers, Secrets: []string{c.Secret}, Computed: value})
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	if e.Mistake != nil {
		got = e.Mistake.ID
	}
	if got != c.mistake || (e.Verdict == relay.SignatureRight) != (c.mistake == "") {
		t.Errorf("%s: %s\ngives %s, which is %s (%q), want %q", c.product, c.Code, value, e.Verdict, got, c.mistake)
	}
}

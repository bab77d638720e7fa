package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// console runs `serve` and commands against it within the test, and keeps all that they say.
type console struct {
	t       *testing.T
	dir, db string
	said    map[string][]byte
	mu      sync.Mutex

	serving sync.WaitGroup
	stdin   *io.PipeWriter
	client  *control.Client
	starts  int
}

// newConsole takes over the environment, so that the test runs alone.
func newConsole(t *testing.T) *console {
	s := &console{t: t, dir: t.TempDir(), said: map[string][]byte{}}
	s.db = filepath.Join(s.dir, "data", "ledgerhook.db")
	t.Setenv("XDG_STATE_HOME", filepath.Join(s.dir, "state"))
	t.Setenv("HOME", s.dir)
	return s
}

// keep notes what was said.
func (s *console) keep(where string, said []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said[where] = append(s.said[where], said...)
}

// Write keeps what serve prints and logs.
func (s *console) Write(p []byte) (int, error) {
	s.keep(fmt.Sprint("serve ", s.starts), p)
	return len(p), nil
}

func (s *console) serve(more ...string) {
	s.t.Helper()
	s.starts++
	ready := filepath.Join(s.dir, fmt.Sprint("ready", s.starts))
	stdin, w := io.Pipe()
	s.stdin = w
	args := append([]string{
		"serve", "--db", s.db, "--bare", "--listen", "127.0.0.1:0", "--mock-listen", "127.0.0.1:0", "--ready-file", ready,
		"--stop-with-stdin", "--time-scale", "1000000", "--seed", "7", "--grace", "1s",
	}, more...)
	s.serving.Go(func() {
		if code := run(args, stdin, s, s); code != 0 {
			s.t.Errorf("serve ended with %d:\n%s", code, s.said[fmt.Sprint("serve ", s.starts)])
		}
	})
	for {
		text, err := os.ReadFile(ready)
		if err == nil {
			s.keep("ready file", text)
			_, rest, _ := strings.Cut(string(text), `"control":"`)
			address, _, _ := strings.Cut(rest, `"`)
			s.client = control.NewClient(address)
			return
		}
		if err := (relay.RealClock{}).Pause(s.t.Context(), 5e6); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *console) stop() {
	_ = s.stdin.Close()
	s.serving.Wait()
}

// cli runs a command and keeps what it says.
func (s *console) cli(code int, args ...string) string {
	s.t.Helper()
	out, got := s.quietly("", args...)
	s.keep(strings.Join(args[:min(2, len(args))], " "), []byte(out))
	if code >= 0 && got != code {
		s.t.Errorf("%v ended with %d, want %d:\n%s", args, got, code, out)
	}
	return out
}

// quietly runs a command whose output shows secrets on purpose.
func (s *console) quietly(stdin string, args ...string) (string, int) {
	var out bytes.Buffer
	code := run(append(args, "--server", s.client.Base()), strings.NewReader(stdin), &out, &out)
	return out.String(), code
}

// call makes one HTTP call and keeps the answer.
func (s *console) call(method, path, body string) string {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.client.Base()+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+mark)
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	s.keep(method+" "+path, fmt.Appendf(nil, "%v %s", resp.Header, text))
	return string(text)
}

// file is a file with one line.
func (s *console) file(text string) string {
	path := filepath.Join(s.t.TempDir(), "in")
	if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

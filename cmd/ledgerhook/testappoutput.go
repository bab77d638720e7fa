package main

import (
	"fmt"
	"strings"
	"sync"

	"github.com/ledgerhook/ledgerhook/relay"
)

// mostOfOutput is how much of the end of an app's output is kept. Source: our choice.
const mostOfOutput = 64 << 10

// show prints the end of what the app printed.
func (r *runningApp) show() {
	if r.quiet {
		return
	}
	text := strings.TrimRight(r.output.String(), "\n")
	if text == "" {
		fmt.Fprintln(r.progress, "the app printed nothing")
		return
	}
	fmt.Fprintln(r.progress, "the app printed:")
	for line := range strings.Lines(text) {
		fmt.Fprintln(r.progress, "  | "+relay.Visible(strings.TrimRight(line, "\r\n")))
	}
}

// tail keeps the end of what is written. Safe for concurrent use.
type tail struct {
	mu   sync.Mutex
	text []byte
	lost bool
}

// Write never fails.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if over := len(t.text) - mostOfOutput; over > 0 {
		t.text, t.lost = append(t.text[:0], t.text[over:]...), true
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lost {
		return fmt.Sprintf("(the last %d bytes)\n%s", len(t.text), t.text)
	}
	return string(t.text)
}

package tui

import (
	"context"
	"errors"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // what these tests make lives shortly
	os.Exit(m.Run())
}

// terminal is an output that tells when a text was written.
type terminal struct {
	mu      sync.Mutex
	written strings.Builder
	want    string
	seen    chan struct{}
}

func waitingFor(text string) *terminal { return &terminal{want: text, seen: make(chan struct{})} }

func (o *terminal) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.written.Write(p)
	if o.want != "" && strings.Contains(o.written.String(), o.want) {
		o.want = ""
		close(o.seen)
	}
	return len(p), nil
}

func TestRun(t *testing.T) {
	t.Parallel()
	const begun = "\x1b[?1049h" // the alternate screen
	options := func(t *testing.T) (Options, *terminal, *io.PipeWriter) {
		in, keys := io.Pipe()
		out := waitingFor(begun)
		return Options{Client: control.NewClient(sample(t).url), Input: in, Output: out, Environ: []string{"TERM=xterm-256color"}}, out, keys
	}
	t.Run("q ends it without an error", func(t *testing.T) {
		t.Parallel()
		opt, out, keys := options(t)
		go func() {
			<-out.seen
			_, _ = keys.Write([]byte("q"))
		}()
		if err := Run(t.Context(), opt); err != nil {
			t.Error(err)
		}
		if !strings.Contains(out.written.String(), "\x1b[?1049l") {
			t.Error("the terminal is not as it was")
		}
	})
	t.Run("the end of the context ends it with its cause", func(t *testing.T) {
		t.Parallel()
		opt, out, _ := options(t)
		cause := errors.New("enough")
		ctx, cancel := context.WithCancelCause(t.Context())
		go func() {
			<-out.seen
			cancel(cause)
		}()
		if err := Run(ctx, opt); !errors.Is(err, cause) {
			t.Errorf("got %v, want %v", err, cause)
		}
	})
	t.Run("a client is required", func(t *testing.T) {
		t.Parallel()
		if err := Run(t.Context(), Options{}); err == nil || !strings.Contains(err.Error(), "Options.Client") {
			t.Errorf("got %v", err)
		}
	})
}

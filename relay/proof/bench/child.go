package bench

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay/local"
)

// child is a process of ours that ends when its standard input does, so that it never outlives this process.
type child struct {
	command *exec.Cmd
	stdin   io.Closer
	said    strings.Builder // on standard error
	over    chan struct{}   // closed when it has ended
	err     error           // how it ended
}

// spawn starts a child. out is what it writes on standard output; nil discards it.
func spawn(ctx context.Context, dir string, out io.Writer, executable string, args ...string) (*child, error) {
	p := &child{command: exec.CommandContext(ctx, executable, args...), over: make(chan struct{})}
	p.command.Dir, p.command.Stdout, p.command.Stderr = dir, out, &p.said
	for _, setting := range p.command.Environ() { // the measured server is the default one
		if !strings.HasPrefix(setting, "LEDGERHOOK_") {
			p.command.Env = append(p.command.Env, setting)
		}
	}
	// A key of the run's own, which goes with it; and what a child keeps for itself goes there, too.
	p.command.Env = append(p.command.Env, "XDG_STATE_HOME="+stateDir(dir), "TMPDIR="+dir, "TMP="+dir)
	stdin, err := p.command.StdinPipe()
	if err != nil {
		return nil, err
	}
	p.stdin = stdin
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	go func() {
		p.err = p.command.Wait()
		close(p.over)
	}()
	return p, nil
}

// stateDir is where a server on a database in dir keeps its key.
func stateDir(dir string) string { return filepath.Dir(dir) }

// keyOf is the key of a server on a database.
func keyOf(db string) local.Key {
	return local.KeyFile(filepath.Join(stateDir(filepath.Dir(db)), "ledgerhook", "key"))
}

// kill ends it at once and waits for that.
func (p *child) kill() error {
	err := p.command.Process.Kill()
	<-p.over
	return err
}

// stop lets it end by itself.
func (p *child) stop() error {
	if err := p.stdin.Close(); err != nil {
		return errors.Join(err, p.kill())
	}
	<-p.over
	return p.gone()
}

// gone says how it ended, with what it said last.
func (p *child) gone() error {
	if p.err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w: %s", p.command.Args[1], p.err, strings.TrimSpace(p.said.String()))
}

// during ends ctx when the child ends, with what it said last as the cause. The caller calls done.
func (p *child) during(ctx context.Context) (living context.Context, done func()) {
	living, cancel := context.WithCancelCause(ctx)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		select {
		case <-living.Done():
		case <-p.over:
			cancel(fmt.Errorf("%s ended on its own: %w", p.command.Args[1], cmp.Or(p.gone(), errEnded)))
		}
	}()
	return living, func() {
		cancel(nil)
		<-watched
	}
}

var errEnded = errors.New("without an error")

// receiverProcess is a running `bench-receiver`.
type receiverProcess struct {
	*child
	addresses
}

func startReceiver(ctx context.Context, executable, dir string) (*receiverProcess, error) {
	read, write := io.Pipe()
	p, err := spawn(ctx, dir, write, executable, "bench-receiver")
	if err != nil {
		return nil, err
	}
	go func() {
		<-p.over
		_ = write.Close()
	}()
	r := &receiverProcess{child: p}
	line, err := bufio.NewReader(read).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &r.addresses)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start the receiver: %w", err), p.kill(), p.gone())
	}
	return r, nil
}

// waitLimit is how long a part may take before something must be wrong.
const waitLimit = 10 * time.Minute

// begin lets the receiver count a new run.
func (r *receiverProcess) begin(ctx context.Context, run, n int) error {
	_, err := ask[struct{}](ctx, http.MethodPost, fmt.Sprintf("%s/runs/%d/%d", r.Counts, run, n))
	return err
}

// wait returns the counts as soon as so many events have arrived.
func (r *receiverProcess) wait(ctx context.Context, distinct int) (Counts, error) {
	return ask[Counts](ctx, http.MethodGet, fmt.Sprintf("%s/counts/%d", r.Counts, distinct))
}

// arrivals are the times of the current run in Unix nanoseconds, by the events' numbers.
func (r *receiverProcess) arrivals(ctx context.Context) ([]int64, error) {
	return ask[[]int64](ctx, http.MethodGet, r.Counts+"/arrivals")
}

func ask[T any](ctx context.Context, method, url string) (answer T, err error) {
	ctx, cancel := context.WithTimeout(ctx, waitLimit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, url, nil)
	if err != nil {
		return answer, err
	}
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	switch {
	case ctx.Err() != nil:
		return answer, fmt.Errorf("wait for the receiver: %w", context.Cause(ctx))
	case err != nil:
		return answer, fmt.Errorf("ask the receiver: %w", err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || len(text) == 0 {
		return answer, err
	}
	if resp.StatusCode != http.StatusOK {
		return answer, fmt.Errorf("ask the receiver: %s: %s", resp.Status, text)
	}
	return answer, json.Unmarshal(text, &answer)
}

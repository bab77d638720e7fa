package chaos

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
)

// victim is a ledgerhook in a process of its own.
type victim struct {
	cmd    *exec.Cmd
	ready  chan string   // its control API's address, once
	exited chan struct{} // closed when it has ended and was reaped
}

// The victim's waits are so much shorter than a product's: Bookkeeper's longest, 24 h, becomes 0.9 s.
const (
	victimScale          = "100000"
	victimAttemptTimeout = "2s"
)

// startVictim starts it. It says that it is ready in the first line of its output rather than in a ready file: a line needs
// no polling, and a kill leaves no stale one for the next start.
func startVictim(program, db string, seed uint64, log io.Writer) (*victim, error) {
	cmd := exec.Command(program, "serve", "--config", "none", "--bare", "--json", "--quiet", "--db", db, "--seed", strconv.FormatUint(seed, 10),
		"--listen", "127.0.0.1:0", "--mock-listen", "127.0.0.1:0", "--time-scale", victimScale, "--attempt-timeout", victimAttemptTimeout,
		"--stop-with-stdin") // so that it goes when we are killed ourselves
	cmd.Args[0] = "ledgerhook"
	cmd.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool { return strings.HasPrefix(variable, "LEDGERHOOK_") })
	cmd.Env = append(cmd.Env, "XDG_STATE_HOME="+filepath.Dir(db)) // a key of the run's own, which stays beside the database
	cmd.Stderr = log
	if _, err := cmd.StdinPipe(); err != nil { // Wait closes it
		return nil, fmt.Errorf("start the server: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	v := &victim{cmd: cmd, ready: make(chan string, 1), exited: make(chan struct{})}
	go func() {
		defer close(v.exited)
		v.read(out)
		_ = cmd.Wait() // how it ended stands in ProcessState
	}()
	return v, nil
}

// read takes the address from the first line, and the rest for nothing, until the process has ended.
func (v *victim) read(out io.Reader) {
	lines := bufio.NewReader(out)
	first, err := lines.ReadBytes('\n')
	var addresses struct {
		Control string `json:"control"`
	}
	if err == nil && json.Unmarshal(first, &addresses) == nil && addresses.Control != "" {
		v.ready <- addresses.Control
	}
	_, _ = io.Copy(io.Discard, lines) // an error means that it has ended
}

// kill ends the process at once, which on Unix is SIGKILL, and waits until it is gone. It may be called again.
func (v *victim) kill() {
	_ = v.cmd.Process.Kill() // an error means that it has ended already
	<-v.exited
}

// state says how the process ended. It is called after exited was closed.
func (v *victim) state() string { return v.cmd.ProcessState.String() }

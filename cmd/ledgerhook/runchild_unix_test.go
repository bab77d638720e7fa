//go:build unix

package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"github.com/ledgerhook/ledgerhook/relay"
)

// running is a `ledgerhook run` that a test talks to.
type running struct {
	t       *testing.T
	command *exec.Cmd
	lines   *bufio.Scanner
}

func runCommandOf(t *testing.T, words ...string) *exec.Cmd {
	t.Helper()
	command := exec.CommandContext(t.Context(), "ledgerhook", append([]string{"run", "--quiet", "--bundle", t.TempDir(), "--"}, words...)...)
	command.Stderr = t.Output()
	return command
}

// runDetached runs it without a terminal, as CI does, as the leader of a process group.
func runDetached(t *testing.T, words ...string) *running {
	t.Helper()
	command := runCommandOf(t, words...)
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close() }) // which ends what would be left of a failed test
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	return talkTo(t, command, out)
}

// talkTo reads what a command prints, for a minute at most.
func talkTo(t *testing.T, command *exec.Cmd, out io.Reader) *running {
	t.Helper()
	if file, ok := out.(*os.File); ok {
		if err := file.SetReadDeadline(relay.RealClock{}.Now().Add(time.Minute)); err != nil && !errors.Is(err, os.ErrNoDeadline) {
			t.Fatal(err)
		}
	}
	return &running{t, command, bufio.NewScanner(out)}
}

// expect reads on to a line; any other is one too many.
func (r *running) expect(want string) {
	r.t.Helper()
	if !r.lines.Scan() || r.lines.Text() != want {
		r.t.Fatalf("the command printed %q (%v), want %q", r.lines.Text(), r.lines.Err(), want)
	}
}

func (r *running) send(pid int, s syscall.Signal) {
	r.t.Helper()
	if err := syscall.Kill(pid, s); err != nil {
		r.t.Fatal(err)
	}
}

// ends waits for the end, after which nothing more was printed.
func (r *running) ends(code int) {
	r.t.Helper()
	if r.lines.Scan() {
		r.t.Errorf("the command went on to print %q", r.lines.Text())
	}
	var exit *exec.ExitError
	if err := r.command.Wait(); !errors.As(err, &exit) || exit.ExitCode() != code {
		r.t.Errorf("run ended with %v, want %d", err, code)
	}
}

func TestRunPassesSignalsOn(t *testing.T) {
	t.Parallel()
	t.Run("each that it gets", func(t *testing.T) {
		t.Parallel()
		r := runDetached(t, "tellsignals")
		r.expect("ready")
		r.send(r.command.Process.Pid, syscall.SIGINT)
		r.expect("got interrupt")
		r.send(r.command.Process.Pid, syscall.SIGINT)
		r.expect("got interrupt")
		r.send(r.command.Process.Pid, syscall.SIGHUP)
		r.expect("got hangup")
		r.send(r.command.Process.Pid, syscall.SIGTERM)
		r.expect("got terminated")
		r.ends(toldCode)
	})
	t.Run("none that it was started to ignore", func(t *testing.T) {
		t.Parallel()
		r := runDetached(t, "sh", "-c", `exec nohup ledgerhook run --quiet -- sh -c 'kill -HUP $PPID; kill -HUP $$; echo lives; exec tellsignals'`)
		r.expect("lives")
		r.expect("ready")
		r.send(r.command.Process.Pid, syscall.SIGTERM)
		r.expect("got terminated")
		r.ends(toldCode)
	})
	t.Run("once where its whole group got it", func(t *testing.T) {
		t.Parallel()
		r := runDetached(t, "tellsignals")
		r.expect("ready")
		for range 20 {
			r.send(-r.command.Process.Pid, syscall.SIGINT)
			r.expect("got interrupt")
		}
		r.send(-r.command.Process.Pid, syscall.SIGTERM)
		r.expect("got terminated")
		r.ends(toldCode)
	})
	t.Run("to what the command has started", func(t *testing.T) {
		t.Parallel()
		r := runDetached(t, "sh", "-c", "trap '' TERM; tellsignals; exit $?")
		r.expect("ready")
		r.send(r.command.Process.Pid, syscall.SIGTERM)
		r.expect("got terminated")
		r.ends(toldCode)
	})
}

// In a terminal the command reads what is typed, and ctrl-c reaches it once: from the terminal.
func TestRunInATerminal(t *testing.T) {
	t.Parallel()
	command := runCommandOf(t, "tellsignals")
	terminal, err := pty.Start(command)
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	r := talkTo(t, command, terminal)
	r.lines.Split(func(data []byte, atEOF bool) (int, []byte, error) {
		n, line, err := bufio.ScanLines(data, atEOF)
		return n, bytes.TrimPrefix(line, []byte("^C")), err // which the terminal shows for what is typed
	})
	typed := func(keys string) {
		if _, err := io.WriteString(terminal, keys); err != nil {
			t.Fatal(err)
		}
	}
	r.expect("ready")
	typed("hello\n")
	r.expect("hello")
	r.expect("read hello")
	for range 20 {
		typed("\x03")
		r.expect("got interrupt")
	}
	r.send(command.Process.Pid, syscall.SIGTERM)
	r.expect("got terminated")
	r.ends(toldCode)
}

func TestRunStartsNothingOnceItIsInterrupted(t *testing.T) {
	t.Parallel()
	trace := filepath.Join(t.TempDir(), "ran")
	caught := make(signals, 1)
	caught <- os.Interrupt
	_, err := (&app{stdout: io.Discard, stderr: io.Discard}).child([]string{"touch", trace}, nil, caught)
	var exit *exitError
	if !errors.As(err, &exit) || exit.code != exitInterrupted {
		t.Errorf("it ended with %v", err)
	}
	if _, err := os.Stat(trace); !errors.Is(err, os.ErrNotExist) {
		t.Error("the command ran")
	}
}

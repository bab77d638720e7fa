//go:build unix

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"

	"github.com/ledgerhook/ledgerhook/relay"
)

// ptyTerminal is a terminal with a program in it: a pseudo-terminal, and an emulator that reads what comes out of it.
type ptyTerminal struct {
	command  *exec.Cmd
	file     *os.File
	elapsed  func() time.Duration // since the program was started
	ended    chan struct{}        // closed when the program has closed its side
	answered chan struct{}        // closed when no more answers are written

	mu       sync.Mutex
	emulator *vt.Emulator
	written  int    // bytes
	frames   int    // that were begun
	tail     []byte // the end of what was read, in which a mark may begin
	within   bool   // a frame is being written
	want     func(ptyScreen) bool
	seen     chan time.Duration
}

// The marks of synchronized output, in which the renderer puts each frame.
var (
	frameBegins = []byte(ansi.SetModeSynchronizedOutput)
	frameEnds   = []byte(ansi.ResetModeSynchronizedOutput)
)

// startInPty starts a program in a terminal of that size.
func startInPty(b testing.TB, command *exec.Cmd, w, h int) *ptyTerminal {
	b.Helper()
	t := &ptyTerminal{command: command, emulator: vt.NewEmulator(w, h), ended: make(chan struct{}), answered: make(chan struct{}), elapsed: relay.RealClock{}.Stopwatch()}
	var err error
	if t.file, err = pty.StartWithSize(command, &pty.Winsize{Cols: uint16(w), Rows: uint16(h)}); err != nil {
		b.Fatal(err)
	}
	go t.read()
	go t.answer()
	return t
}

// read takes in what the program writes.
func (t *ptyTerminal) read() {
	defer close(t.ended)
	buffer := make([]byte, 64<<10)
	for {
		n, err := t.file.Read(buffer)
		if n > 0 {
			t.take(buffer[:n])
		}
		if err != nil { // Linux says EIO when the other side is closed
			return
		}
	}
}

func (t *ptyTerminal) take(read []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	_, _ = t.emulator.Write(read)
	t.written += len(read)
	both := append(t.tail, read...) // the tail is shorter than a mark, so none is counted twice
	t.frames += bytes.Count(both, frameBegins)
	if begun, done := bytes.LastIndex(both, frameBegins), bytes.LastIndex(both, frameEnds); begun != done {
		t.within = begun > done
	}
	t.tail = bytes.Clone(both[max(len(both)-len(frameBegins)+1, 0):])
	if t.want != nil && !t.within && t.want(t.screen()) {
		t.want = nil
		t.seen <- t.elapsed()
	}
}

// answer writes the terminal's answers back. The emulator does not know synchronized output; this terminal does.
func (t *ptyTerminal) answer() {
	defer close(t.answered)
	buffer := make([]byte, 4<<10)
	for {
		n, err := t.emulator.Read(buffer)
		if err != nil {
			return
		}
		_, _ = t.file.Write(bytes.ReplaceAll(buffer[:n], []byte("\x1b[?2026;0$y"), []byte("\x1b[?2026;2$y")))
	}
}

// press writes keys and returns how long it took until the screen showed their effect; not ok after the limit.
func (t *ptyTerminal) press(keys string, limit time.Duration, effect func(before, now ptyScreen) bool) (took time.Duration, ok bool) {
	t.mu.Lock()
	before := t.screen()
	seen := make(chan time.Duration, 1)
	t.seen, t.want = seen, func(now ptyScreen) bool { return effect(before, now) }
	t.mu.Unlock()
	pressed := t.elapsed()
	_, _ = io.WriteString(t.file, keys)
	return t.wait(seen, pressed, limit)
}

// await returns how long after the start of the program the screen was as it should be.
func (t *ptyTerminal) await(limit time.Duration, want func(ptyScreen) bool) (at time.Duration, ok bool) {
	t.mu.Lock()
	if !t.within && want(t.screen()) {
		t.mu.Unlock()
		return t.elapsed(), true
	}
	seen := make(chan time.Duration, 1)
	t.seen, t.want = seen, want
	t.mu.Unlock()
	return t.wait(seen, 0, limit)
}

func (t *ptyTerminal) wait(seen <-chan time.Duration, from, limit time.Duration) (time.Duration, bool) {
	over, stop := relay.RealClock{}.Alarm(relay.RealClock{}.Now().Add(limit))
	defer stop()
	select {
	case at := <-seen:
		return at - from, true
	case <-over:
	case <-t.ended:
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.want = nil
	return limit, false
}

// counts are what has been written so far.
func (t *ptyTerminal) counts() (written, frames int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.written, t.frames
}

// text is what the terminal shows now.
func (t *ptyTerminal) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.Join(t.screen().lines, "\n")
}

// end lets the program quit by its key, and kills it where it does not.
func (t *ptyTerminal) end() error {
	_, _ = io.WriteString(t.file, "q")
	over, stop := relay.RealClock{}.Alarm(relay.RealClock{}.Now().Add(10 * time.Second))
	defer stop()
	var err error
	select {
	case <-t.ended:
	case <-over:
		err = errors.Join(errors.New("q did not end it"), t.command.Process.Kill())
	}
	err = errors.Join(err, t.command.Wait(), t.emulator.InputPipe().(io.Closer).Close())
	<-t.answered
	return errors.Join(err, t.file.Close())
}

// ptyScreen is what a terminal shows.
type ptyScreen struct{ styled, lines []string }

// screen needs the lock.
func (t *ptyTerminal) screen() ptyScreen {
	styled := t.emulator.Render()
	return ptyScreen{strings.Split(styled, "\n"), strings.Split(ansi.Strip(styled), "\n")}
}

// marker is the line of the selected delivery; -1 when there is none.
func (s ptyScreen) marker() int {
	for i, line := range s.lines {
		if strings.HasPrefix(line, "│ ▸ ") {
			return i
		}
	}
	return -1
}

// tabs is the inspector's line of tabs with its styles; empty when it is closed.
func (s ptyScreen) tabs() string {
	for i, line := range s.lines {
		if strings.Contains(line, "Diff") && strings.Contains(line, "Books") { // the others are shortened at times
			return s.styled[i]
		}
	}
	return ""
}

// inspected is the id in the inspector's title; empty when it is closed.
func (s ptyScreen) inspected() string {
	for _, line := range s.lines {
		if _, id, ok := strings.Cut(line, "dlv_"); ok {
			id, _, _ = strings.Cut(id, " ")
			return id
		}
	}
	return ""
}

// shows reports whether a text is on it.
func (s ptyScreen) shows(text string) bool {
	return strings.Contains(strings.Join(s.lines, "\n"), text)
}

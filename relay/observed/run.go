package observed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

const (
	// commandTime bounds a command that prints a list.
	commandTime = 60 * time.Second
	// commandGrace is how long its output is waited for once it was killed, or has ended and left children behind.
	commandGrace = time.Second
	// mostComplaint is how much of the end of its standard error is told.
	mostComplaint = 2000
)

// CommandError says that a command did not end well.
type CommandError struct {
	State     string // such as "exit status 3"
	Complaint string // the end of its standard error, fit for a terminal; empty where it said nothing
}

func (e *CommandError) Error() string {
	if e.Complaint == "" {
		return "it ended with " + e.State + " and said nothing"
	}
	return "it ended with " + e.State + ": " + e.Complaint
}

// Run runs a command by the shell, for at most 60 s, and returns its standard output. It gets no standard input. When it takes
// too long, prints too much, or ctx ends, it is killed with all that it has started. Where it fails by itself the error is a
// *CommandError.
func Run(ctx context.Context, command string) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, commandTime, fmt.Errorf("%w: the command had not ended after %v, and was killed", ErrTooLong, commandTime))
	defer cancel()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	cmd := shell(ctx, command)
	cmd.WaitDelay = commandGrace
	out := &boundedOutput{full: func() { stop(ErrTooLarge) }}
	complaints := &lastBytes{}
	cmd.Stdout, cmd.Stderr = out, complaints
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case errors.Is(err, exec.ErrWaitDelay): // it has ended well, and left something running that holds its output
		_ = cmd.Cancel() // an error means that it has ended meanwhile
	case errors.As(err, &exit):
		return nil, &CommandError{State: exit.ProcessState.String(), Complaint: relay.Visible(strings.TrimSpace(string(complaints.text)))}
	case err != nil:
		return nil, fmt.Errorf("run the command: %w", err)
	}
	return out.kept.Bytes(), nil
}

// boundedOutput keeps what a command prints, and says when it is too much.
type boundedOutput struct {
	kept bytes.Buffer // not embedded: its ReadFrom would take all there is
	full func()
}

// Write never fails: the command is killed, not told.
func (b *boundedOutput) Write(p []byte) (int, error) {
	if b.kept.Len()+len(p) > MaxBytes {
		b.full()
		return len(p), nil
	}
	return b.kept.Write(p)
}

// lastBytes keeps the end of what a command complains of.
type lastBytes struct{ text []byte }

// Write never fails.
func (l *lastBytes) Write(p []byte) (int, error) {
	l.text = append(l.text, p...)
	if over := len(l.text) - mostComplaint; over > 0 {
		l.text = append(l.text[:0], l.text[over:]...)
	}
	return len(p), nil
}

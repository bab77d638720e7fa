package tui

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// Options are what Run needs. Client is required.
type Options struct {
	Client *control.Client

	// Address is how the server is called in the header, where its scheme is left out. Empty means the client's.
	Address string

	// Version is ledgerhook's own, for what is exported.
	Version string

	// Input and Output are the terminal. Nil means the process's own.
	Input  io.Reader
	Output io.Writer

	// Environ tells what the terminal can do (TERM, COLORTERM, NO_COLOR). Nil means the process's own environment.
	Environ []string

	// Editor is the command that edits a file, as $VISUAL and $EDITOR have it. Empty means vi, on Windows notepad.
	Editor string

	// ASCII draws with ASCII only, for terminals that have nothing else.
	ASCII bool

	// Clock is real time: it paces updates and counts down. Nil means relay.RealClock. The engine's own time is
	// asked from the server.
	Clock relay.Clock
}

// callTimeout bounds one call of the server.
const callTimeout = 15 * time.Second

var errQuit = errors.New("the terminal UI ended")

// Run draws the terminal UI until the user quits (nil) or ctx ends (its cause). It leaves the terminal as it was and
// returns after all it started has ended. It catches no signals: the caller ends ctx.
func Run(ctx context.Context, opt Options) error {
	return opt.with(ctx, func(ctx context.Context, m *model, _ *feed) error {
		_, err := tea.NewProgram(m, programOptions(ctx, opt)...).Run()
		return err
	})
}

// with makes a model that is fed with the server's changes, lets body use it, and waits for all that was started.
func (opt Options) with(ctx context.Context, body func(ctx context.Context, m *model, f *feed) error) error {
	if opt.Client == nil {
		return errors.New("tui: Options.Client is missing")
	}
	if opt.Clock == nil {
		opt.Clock = relay.RealClock{}
	}
	opt.Address = cmp.Or(opt.Address, opt.Client.Base())
	if _, bare, ok := strings.Cut(opt.Address, "://"); ok {
		opt.Address = bare
	}
	if opt.Editor == "" {
		opt.Editor = map[bool]string{true: "notepad", false: "vi"}[runtime.GOOS == "windows"]
	}
	inside, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	crew := &crew{}
	f := newFeed(opt.Client, opt.Clock)
	crew.start(func() { f.run(inside) })
	m := newModel(opt, opt.calls(inside, crew), func() tea.Msg { return f.next(inside) })
	err := body(inside, m, f)
	cancel(errQuit)
	crew.dismiss()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		return fmt.Errorf("terminal UI: %w", err)
	}
	return nil
}

// calls are the commands of a program that ends with ctx.
func (opt Options) calls(ctx context.Context, crew *crew) calls {
	c := calls{client: opt.Client, version: opt.Version, clock: opt.Clock}
	c.exec = func(cmd *exec.Cmd, done func(error) tea.Msg) tea.Cmd { return tea.ExecProcess(cmd, done) }
	c.tick = func() tea.Cmd {
		return tea.Tick(time.Second, func(time.Time) tea.Msg { return tickMsg{opt.Clock.Now()} })
	}
	c.runFor = func(limit time.Duration, call func(ctx context.Context) tea.Msg) tea.Cmd {
		return func() (msg tea.Msg) {
			crew.join(func() {
				limited, stop := context.WithTimeoutCause(ctx, limit, fmt.Errorf("no answer within %s", limit))
				defer stop()
				msg = call(limited)
			})
			return msg
		}
	}
	return c
}

func programOptions(ctx context.Context, opt Options) []tea.ProgramOption {
	options := []tea.ProgramOption{tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithFPS(60)}
	if opt.Input != nil {
		options = append(options, tea.WithInput(opt.Input))
	}
	if opt.Output != nil {
		options = append(options, tea.WithOutput(opt.Output))
	}
	if opt.Environ != nil {
		options = append(options, tea.WithEnvironment(opt.Environ))
	}
	return options
}

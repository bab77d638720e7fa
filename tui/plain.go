package tui

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// plainWidth and plainHeight are the screen that the views are laid out for before they are read out: narrow enough that
// nothing stands beside anything else.
const (
	plainWidth  = 100
	plainHeight = 60
)

// plainUI is the terminal UI as lines: it reads an action's name, does it, and says what came of it. It is for screen readers,
// and for terminals that can do nothing else. The model, its actions and its palettes are the same.
type plainUI struct {
	m    *model
	out  *bufio.Writer
	msgs chan tea.Msg
	busy int // commands whose answers are waited for

	listed []string // ids as they were numbered last
	quit   bool
}

// RunPlain is Run with lines in place of screens: one action's name a line, which may be followed by what its palette is
// to take, as in "filter state:failed" or "trigger fintoro invoices.paid". It ends at quit or at the end of the input.
func RunPlain(ctx context.Context, opt Options) error {
	if opt.Input == nil {
		opt.Input = os.Stdin
	}
	if opt.Output == nil {
		opt.Output = os.Stdout
	}
	return opt.with(ctx, func(ctx context.Context, m *model, f *feed) error {
		m.calls.exec = inPlace(opt)
		return newPlain(m, opt.Output).run(ctx, opt.Input, f)
	})
}

func newPlain(m *model, out io.Writer) *plainUI {
	m.theme = wordsOnly()
	m.width, m.height = plainWidth, plainHeight
	m.next, m.calls.tick = nil, func() tea.Cmd { return nil } // both are waited for between the lines
	return &plainUI{m: m, out: bufio.NewWriter(out), msgs: make(chan tea.Msg, 64)}
}

// inPlace runs another program on the terminal while the lines wait.
func inPlace(opt Options) func(cmd *exec.Cmd, done func(error) tea.Msg) tea.Cmd {
	return func(cmd *exec.Cmd, done func(error) tea.Msg) tea.Cmd {
		return func() tea.Msg {
			cmd.Stdin, cmd.Stdout, cmd.Stderr = opt.Input, opt.Output, opt.Output
			return done(cmd.Run())
		}
	}
}

// run reads lines until quit, the end of the input, or the end of ctx.
func (p *plainUI) run(ctx context.Context, in io.Reader, f *feed) error {
	lines := make(chan string)
	go func() { // a read cannot be broken off: it ends with the process
		defer close(lines)
		for scanner := bufio.NewScanner(in); scanner.Scan(); {
			select {
			case lines <- scanner.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	first := f.next(ctx)
	p.update(ctx, first)
	p.settle(ctx)
	p.welcome()
	for !p.quit {
		if err := p.out.Flush(); err != nil {
			return err
		}
		tick, stop := p.m.calls.clock.Alarm(p.m.calls.clock.Now().Add(time.Second))
		select {
		case <-ctx.Done():
		case <-tick:
			p.update(ctx, tickMsg{p.m.calls.clock.Now()})
		case b := <-f.batches:
			p.update(ctx, batchMsg{b})
			p.tell(&b)
		case msg := <-p.msgs:
			p.took(ctx, msg)
		case line, more := <-lines:
			if !more {
				p.quit = true
				break
			}
			p.do(ctx, line)
		}
		stop()
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return p.out.Flush()
}

// do does what a line says, waits until that has settled, and says what came of it.
func (p *plainUI) do(ctx context.Context, line string) {
	line = strings.TrimSpace(line)
	if p.m.overlay == nil && (line == "" || line == "list") {
		p.start(ctx, p.m.readList()) // the changes may be on their way
		p.settle(ctx)
		p.say(p.where()...)
		return
	}
	p.m.toast = toast{}
	before := p.place()
	switch {
	case p.m.overlay != nil:
		p.answer(ctx, line)
	default:
		if err := p.act(ctx, line); err != nil {
			p.say(err.Error())
			return
		}
	}
	p.settle(ctx)
	if !p.quit {
		p.report(before)
	}
}

// act runs the action that a line names, or selects the delivery with a number.
func (p *plainUI) act(ctx context.Context, line string) error {
	var n int
	if _, err := fmt.Sscanf(line, "%d", &n); err == nil {
		if n < 1 || n > len(p.listed) {
			return fmt.Errorf("there is no number %d; list numbers the deliveries", n)
		}
		p.start(ctx, p.m.open(deliveriesView))
		p.m.list.pin()
		p.m.list.selected = p.listed[n-1]
		return nil
	}
	a, rest := p.m.named(line)
	if a == nil {
		return errors.New("nothing is called like that; help lists what there is")
	}
	p.start(ctx, p.m.reach(a.where))
	p.settle(ctx)
	if !a.works(p.m) {
		return fmt.Errorf("%s does nothing here now", a.name)
	}
	p.start(ctx, a.do(p.m))
	p.settle(ctx)
	if rest != "" && p.m.overlay != nil {
		p.answer(ctx, rest)
	}
	return nil
}

// named is the action whose name, or key, a line begins with, and what follows. The longest one counts; of several, a name
// before a key, and what counts where the user is before what counts elsewhere.
func (m *model) named(line string) (found *action, rest string) {
	longest := -1
	try := func(a *action, name string) {
		after, ok := strings.CutPrefix(line, name)
		if ok && (after == "" || after[0] == ' ') && len(name) > longest {
			found, rest, longest = a, strings.TrimSpace(after), len(name)
		}
	}
	for i := range m.actions {
		try(&m.actions[i], m.actions[i].name)
	}
	for _, where := range m.helpOrder() {
		for i := range m.actions {
			if a := &m.actions[i]; a.where == where {
				for _, key := range a.key.Keys() {
					try(a, key)
				}
			}
		}
	}
	return found, rest
}

// answer gives a line to what asks for one; an empty line closes it.
func (p *plainUI) answer(ctx context.Context, line string) {
	m := p.m
	press := func(msg tea.KeyPressMsg) {
		if m.overlay != nil {
			p.start(ctx, m.overlay.press(m, msg))
			p.settle(ctx)
		}
	}
	_, isPalette := m.overlay.(*palette)
	switch _, confirming := m.overlay.(*confirmBox); {
	case line == "" || confirming && !strings.HasPrefix(line, "y"):
		press(tea.KeyPressMsg{Code: tea.KeyEscape})
		return
	case confirming:
	case isPalette && line == "tab":
		press(tea.KeyPressMsg{Code: tea.KeyTab})
		return
	default:
		if field, ok := m.overlay.(interface{ text() *textinput.Model }); ok && !strings.HasSuffix(field.text().Value(), "=") {
			field.text().SetValue("") // else a value is asked for
		}
		p.start(ctx, m.paste(tea.PasteMsg{Content: line}))
		p.settle(ctx)
		if asked, ok := m.overlay.(*palette); ok && !asked.sure() {
			return // nobody sees which entry enter would take
		}
	}
	press(tea.KeyPressMsg{Code: tea.KeyEnter})
}

// update gives the model a message, and starts what follows from it.
func (p *plainUI) update(ctx context.Context, msg tea.Msg) {
	if msg == nil {
		return
	}
	if _, ends := msg.(tea.QuitMsg); ends {
		p.quit = true
		return
	}
	if batch, ok := msg.(tea.BatchMsg); ok {
		for _, cmd := range batch {
			p.start(ctx, cmd)
		}
		return
	}
	_, cmd := p.m.Update(msg)
	p.start(ctx, cmd)
}

// start runs a command beside the lines.
func (p *plainUI) start(ctx context.Context, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	p.busy++
	go func() {
		msg := cmd()
		select {
		case p.msgs <- msg:
		case <-ctx.Done():
		}
	}()
}

// took takes a command's answer.
func (p *plainUI) took(ctx context.Context, msg tea.Msg) {
	p.busy--
	p.update(ctx, msg)
}

// settle waits for all answers that are under way, and for those to what they bring into view.
func (p *plainUI) settle(ctx context.Context) {
	for ctx.Err() == nil {
		if p.busy == 0 {
			p.start(ctx, p.m.arrange())
		}
		if p.busy == 0 {
			return
		}
		select {
		case msg := <-p.msgs:
			p.took(ctx, msg)
		case <-ctx.Done():
		}
	}
}

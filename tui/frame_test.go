package tui

import (
	"bytes"
	"fmt"
	"image/color"
	"io"
	"regexp"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/teatest/v2"
	"github.com/charmbracelet/x/vt"
)

// frozen is a program that draws one view and does nothing.
type frozen struct{ view tea.View }

func (f frozen) Init() tea.Cmd                       { return nil }
func (f frozen) Update(tea.Msg) (tea.Model, tea.Cmd) { return f, nil }
func (f frozen) View() tea.View                      { return f.view }

// glass is what a terminal shows, and what else a program made it do.
type glass struct {
	text     string   // without blanks at the end of lines
	coloured string   // with the codes of its styles, each line from the plain style and back to it
	titles   []string // as they were set
	bells    int
	copied   int // times that the clipboard was asked for
}

// frame runs a view through the real renderer into a terminal's emulator.
//
// x/vt is the emulator: it knows wide and combining characters, which vt10x puts into one cell a rune, and writes its
// screen as styled text.
func frame(t *testing.T, view tea.View, w, h int, options ...tea.ProgramOption) glass {
	t.Helper()
	options = append([]tea.ProgramOption{tea.WithEnvironment([]string{"TERM=xterm-256color"})}, options...)
	program := teatest.NewTestModel(t, frozen{view}, teatest.WithInitialTermSize(w, h), teatest.WithProgramOptions(options...))
	if err := program.Quit(); err != nil {
		t.Fatal(err)
	}
	written, err := io.ReadAll(program.FinalOutput(t))
	if err != nil {
		t.Fatal(err)
	}
	// Quitting draws what is not drawn yet, and then goes back to the screen from before.
	shown, _, left := bytes.Cut(written, []byte(ansi.ResetModeAltScreenSaveCursor))
	if !left {
		t.Fatalf("it did not leave the alternate screen: %q", written)
	}
	// Away from a terminal the renderer counts on \n being made \r\n, as a terminal driver does.
	return onGlass(t, bytes.ReplaceAll(shown, []byte("\n"), []byte("\r\n")), w, h)
}

// onGlass shows what a program wrote.
func onGlass(t *testing.T, written []byte, w, h int) (g glass) {
	t.Helper()
	emulator := vt.NewEmulator(w, h)
	emulator.SetCallbacks(vt.Callbacks{Bell: func() { g.bells++ }, Title: func(title string) { g.titles = append(g.titles, title) }})
	emulator.RegisterOscHandler(52, func([]byte) bool { g.copied++; return true })
	replies := make(chan struct{})
	go func() { // what a terminal answers to questions has to go somewhere
		defer close(replies)
		_, _ = io.Copy(io.Discard, emulator)
	}()
	_, err := emulator.Write(written)
	if err == nil {
		g.coloured = linesOf(emulator.Render())
		g.text = linesOf(ansi.Strip(g.coloured))
		err = emulator.InputPipe().(io.Closer).Close()
	}
	<-replies
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// linesOf ends every line with a line feed and takes the blanks off its end.
func linesOf(screen string) string {
	lines := strings.Split(strings.TrimSuffix(screen, "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(strings.TrimRight(lines[i], "\r"), " ") + "\n"
	}
	return strings.Join(lines, "")
}

func TestFrames(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 60}} {
		for _, state := range states() {
			name := fmt.Sprintf("%dx%d/%s", size[0], size[1], state.name)
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				view := state.at(t, size[0], size[1]).m.View()
				plain := frame(t, view, size[0], size[1], tea.WithColorProfile(colorprofile.NoTTY))
				if plain.coloured != plain.text {
					t.Errorf("there are styles without a terminal:\n%q", plain.coloured)
				}
				compareGolden(t, name, plain.text)
				coloured := frame(t, view, size[0], size[1], tea.WithColorProfile(colorprofile.ANSI256))
				if coloured.text != plain.text {
					t.Errorf("with colours it says:\n%s\nwithout:\n%s", coloured.text, plain.text)
				}
				compareGolden(t, name+".colour", coloured.coloured)
				for i, line := range strings.Split(strings.TrimSuffix(plain.text, "\n"), "\n") {
					if i > 0 && strings.HasPrefix(line, "│") && ansi.StringWidth(line) != size[0] {
						t.Errorf("line %d does not end at the border: %q", i, line)
					}
				}
			})
		}
	}
}

func TestFramesOfTerminals(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		light   bool
		options []tea.ProgramOption
		without string // what its codes must not match
	}{
		"light background": {light: true, options: []tea.ProgramOption{tea.WithColorProfile(colorprofile.ANSI256)}, without: `\[9`},
		"16 colours":       {options: []tea.ProgramOption{tea.WithColorProfile(colorprofile.ANSI)}, without: `;5;`},
		"NO_COLOR": {
			options: []tea.ProgramOption{tea.WithEnvironment([]string{"TERM=xterm-256color", "NO_COLOR=1", "TTY_FORCE=1"})}, without: `\[[349]`,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := connected(t, 120, 40, sample(t))
			if c.light {
				s.send(tea.BackgroundColorMsg{Color: color.White})
			}
			s.press("enter", "]", "]")
			got := frame(t, s.m.View(), 120, 40, c.options...)
			if found := regexp.MustCompile(c.without).FindString(got.coloured); found != "" {
				t.Errorf("it uses %q:\n%s", found, got.coloured)
			}
			compareGolden(t, name+".colour", got.coloured)
		})
	}
}

// Whatever a receiver answers, the terminal keeps its title, its bell and its clipboard.
func TestHostileFrames(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{nil, {"enter"}, {"enter", "]"}, {"enter", "["}, {"enter", "[", "["}, {"enter", "]", "]"}, {"enter", "]", "]", "]"}, {"f"}, {"f", "tab"}, {"t"}, {"r"}} {
		t.Run(strings.Join(keys, " "), func(t *testing.T) {
			t.Parallel()
			s := connected(t, 120, 40, hostileServer(t))
			s.press(append([]string{"j", "j", "j"}, keys...)...)
			got := frame(t, s.m.View(), 120, 40, tea.WithColorProfile(colorprofile.ANSI256))
			if got.bells > 0 || got.copied > 0 || len(got.titles) != 1 || got.titles[0] != "ledgerhook 127.0.0.1:7117" {
				t.Errorf("%d bells, %d times the clipboard, titles %q", got.bells, got.copied, got.titles)
			}
			if lines := strings.Count(got.text, "\n"); lines != 40 {
				t.Errorf("%d lines on a screen of 40", lines)
			}
			if got.text != s.plain() {
				t.Errorf("the terminal shows:\n%s\nthe model drew:\n%s", got.text, s.plain())
			}
		})
	}
}

// The emulator sees what the frames are tested for.
func TestGlass(t *testing.T) {
	t.Parallel()
	got := onGlass(t, []byte("\x1b]0;one\x07\x07\x1b]52;c;eA==\x07\x1b[38;5;245m⚡東\x1b[0m\x1b[91mx\x1b[2;3Hé\x1b[c"), 10, 2)
	want := glass{text: "⚡東x\n  é\n", titles: []string{"one"}, bells: 1, copied: 1}
	if got.text != want.text || got.bells != 1 || got.copied != 1 || len(got.titles) != 1 || got.titles[0] != "one" {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if want := "\x1b[38;5;245m⚡東\x1b[91mx\x1b[m\n  \x1b[91mé\x1b[m\n"; got.coloured != want {
		t.Errorf("got %q, want %q", got.coloured, want)
	}
}

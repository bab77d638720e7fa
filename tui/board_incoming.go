package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// incomingBoard shows what came in at the relay's hooks, and the picked request whole.
type incomingBoard struct {
	newest[control.Incoming]
	aside
	verdict string // only this one; empty: all

	shown   *control.Incoming // the one that was read last, whole
	unread  requestMsg        // the last answer that was an error: why one could not be read
	reading string            // the id that is being read; empty when none is
	again   bool              // something changed that it tells: read it again
	mode    bodyMode

	drawn incomingKey // what the lines beside were drawn of
}

// incomingKey is what the lines of a request depend on.
type incomingKey struct {
	id      string
	status  int // the app's answer comes later
	shown   *control.Incoming
	problem string // why it could not be read
	mode    bodyMode
	width   int
	theme   *theme
}

func newIncomingBoard() *incomingBoard {
	b := &incomingBoard{}
	b.only("")
	return b
}

// only forgets what was read, and holds requests with a verdict from now on.
func (b *incomingBoard) only(verdict string) {
	b.verdict = verdict
	b.newest = newest[control.Incoming]{
		key: func(in *control.Incoming) string { return in.ID },
		readings: rowReadings{
			func(c calls) tea.Cmd { return c.readIncoming(verdict) },
			func(c calls, cursor, behind string) tea.Cmd { return c.moreIncoming(verdict, cursor, behind) },
		},
	}
}

func (b *incomingBoard) read(m *model) tea.Cmd {
	b.again = true
	return b.newest.read(m.calls)
}

func (b *incomingBoard) take(_ *model, msg tea.Msg) (ok bool) {
	switch msg := msg.(type) {
	case incomingMsg:
		if msg.verdict == b.verdict { // else it was asked before the filter changed
			b.newest.take(msg.rowsMsg)
		}
	case requestMsg:
		b.reading = ""
		if b.unread = msg; msg.err == nil {
			b.shown, b.unread = &msg.incoming, requestMsg{}
		}
	default:
		return false
	}
	return true
}

// touched is true where something came in, and where a delivery changed that passes on the request which is shown.
func (b *incomingBoard) touched(news *batch) bool {
	for i := range news.updates {
		if b.shown != nil && news.updates[i].delivery.EventID == b.shown.EventID {
			b.again = true
		}
	}
	return len(news.cameIn) > 0
}

func (b *incomingBoard) inView(l layout) int { return max(l.paneRows()-1-b.aboutRows(l), 0) }

func (b *incomingBoard) arrange(m *model, l layout) tea.Cmd {
	more := b.bring(m, b.inView(l))
	b.draw(m, l)
	b.open = b.open && b.current() != nil
	b.aside.arrange(b.picked(), b.lines, l.paneRows())
	return tea.Batch(more, b.want(m.calls, m.server.connected))
}

// want asks for the picked request whole, one reading at a time, unless it is known or could not be read.
func (b *incomingBoard) want(c calls, connected bool) tea.Cmd {
	id := b.picked()
	known := b.shown != nil && b.shown.ID == id || b.unread.id == id
	if id == "" || b.reading != "" || !connected || known && !b.again {
		return nil
	}
	b.reading, b.again = id, false
	return c.readRequest(id)
}

// draw makes the lines of the picked request if anything that they depend on has changed.
func (b *incomingBoard) draw(m *model, l layout) {
	in := b.current()
	if in == nil {
		b.lines, b.drawn = nil, incomingKey{}
		return
	}
	_, w := l.sides()
	key := incomingKey{id: in.ID, status: in.Status, mode: b.mode, width: max(w-4, 1), theme: m.theme}
	if b.shown != nil && b.shown.ID == in.ID {
		key.shown = b.shown
	}
	if b.unread.id == in.ID {
		key.problem = problem(b.unread.err)
	}
	if key == b.drawn {
		return
	}
	b.drawn, b.lines = key, nil
	p := m.theme.incomingPage(in, &key)
	for _, one := range p.lines(nil, key.width) {
		b.lines = append(b.lines, m.theme.drawLine(p, one, key.width, &search{}))
	}
}

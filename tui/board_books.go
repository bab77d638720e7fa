package tui

import (
	"errors"
	"net/http"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// bookPane is a part of the books that keys move in.
type bookPane int

const (
	onPostings bookPane = iota
	onFindings
	onBalance // only where the screen is narrow: else it stands beside
)

// bookBoard shows what the mock has booked, and whether that is what was sent.
type bookBoard struct {
	postings postings
	found    picker // of findings
	findings []finding
	total    int // findings, those included that are not named
	aside        // the trial balance
	focus    bookPane

	reconciliation *control.Reconciliation // nil until it was read
	auditErr       error
	late           bool                  // there was too much to reconcile
	balance        *control.TrialBalance // nil until it was read
	pacer          pacer                 // of reconciliation and balance: both read all there is
}

// auditsLeast is the least time between two readings of all the books.
const auditsLeast = 2 * time.Second

func (b *bookBoard) read(m *model) tea.Cmd {
	cmds := []tea.Cmd{b.postings.read(m.calls)}
	if b.pacer.begin(m.calls.clock.Now()) {
		cmds = append(cmds, m.calls.readAudit())
	} else {
		m.stale = true
	}
	return tea.Batch(cmds...)
}

func (b *bookBoard) take(m *model, msg tea.Msg) (ok bool) {
	switch msg := msg.(type) {
	case postingsMsg:
		b.postings.take(m.theme, msg)
	case auditMsg:
		b.pacer.end(m.calls.clock.Now(), msg.took, auditsLeast)
		if msg.balanceErr == nil {
			b.balance = &msg.balance
		}
		if b.auditErr, b.late = msg.err, msg.late; msg.err == nil {
			b.takeReconciliation(&msg.reconciliation)
			m.stale = m.stale || m.board() == b && msg.reconciliation.Waiting > 0
		}
	default:
		return false
	}
	return true
}

func (b *bookBoard) takeReconciliation(r *control.Reconciliation) {
	b.reconciliation = r
	b.findings, b.total = findingsOf(r)
	keys := make([]string, len(b.findings))
	for i := range keys {
		keys[i] = b.findings[i].key()
	}
	b.found.set(keys)
	if len(b.findings) == 0 && b.focus == onFindings {
		b.focus = onPostings
	}
}

// touched is true at every delivery: the mock may have booked it.
func (b *bookBoard) touched(news *batch) bool { return len(news.updates) > 0 }

// noMock reports whether this server has no books.
func (b *bookBoard) noMock() bool {
	var refusal *control.Error
	return errors.As(b.postings.err, &refusal) && (refusal.Status == http.StatusNotFound || refusal.Status == http.StatusNotImplemented)
}

func (b *bookBoard) move(by int) {
	switch b.focus {
	case onFindings:
		b.found.move(by)
	case onBalance:
		b.scroll(by)
	case onPostings:
		b.postings.move(by)
	}
}

func (b *bookBoard) first(m *model) tea.Cmd {
	switch b.focus {
	case onFindings:
		return b.found.first(m)
	case onBalance:
		b.offset = 0
		return nil
	case onPostings:
	}
	return b.postings.first(m)
}

func (b *bookBoard) last(m *model) tea.Cmd {
	switch b.focus {
	case onFindings:
		return b.found.last(m)
	case onBalance:
		b.scroll(len(b.lines))
		return nil
	case onPostings:
	}
	return b.postings.last(m)
}

func (b *bookBoard) inView(l layout) int {
	at := b.places(l)
	switch b.focus {
	case onFindings:
		return at.findingRows()
	case onBalance:
		return b.rows
	case onPostings:
	}
	return at.postingRows()
}

func (b *bookBoard) arrange(m *model, l layout) tea.Cmd {
	if !l.narrow && b.focus == onBalance {
		b.focus = onPostings
	}
	b.open = b.focus == onBalance
	at := b.places(l)
	b.found.bring(at.findingRows())
	_, w := l.sides()
	var lines []string
	if b.balance != nil {
		lines = m.theme.balanceLines(b.balance, max(w-4, 1))
	}
	b.aside.arrange("", lines, max(at.balance-2, 0))
	return b.postings.bring(m, at.postingRows())
}

// bookPlaces are the heights of the boxes beneath the line on top.
type bookPlaces struct{ findings, postings, balance, posting int }

// places shares the body out. The posting's box keeps its height, so that nothing jumps while the selection moves.
func (b *bookBoard) places(l layout) bookPlaces {
	const postingHeight, roomFor = 11, 22
	height := max(l.body-1, 0)
	at := bookPlaces{postings: height, balance: height}
	if n := len(b.findings); n > 0 {
		at.findings = min(n+2, max(height/3, 3), height)
		at.postings -= at.findings
	}
	if height >= roomFor {
		at.posting = postingHeight
		at.balance -= postingHeight
	}
	return at
}

func (p bookPlaces) findingRows() int { return max(p.findings-2, 0) }
func (p bookPlaces) postingRows() int { return max(p.postings-3, 0) }

// turn goes to the next part that there is.
func (b *bookBoard) turn(l layout) {
	b.focus = (b.focus + 1) % 3
	if b.focus == onFindings && len(b.findings) == 0 {
		b.focus = onBalance
	}
	if b.focus == onBalance && !l.narrow {
		b.focus = onPostings
	}
}

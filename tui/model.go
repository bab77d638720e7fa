package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// model is the state of the whole UI. Update is its only writer.
type model struct {
	calls   calls
	next    tea.Cmd // waits for the next batch of changes
	keys    *keyMap
	actions []action
	theme   *theme

	width, height int

	server    status
	list      list
	inspector inspector
	editor    string // the command
	mouse     bool   // the terminal tells of its mouse, and selects no text with it
	view      view
	boards    [viewCount]board // nil for the deliveries
	stale     bool             // the open board shows old things
	overlay   overlay          // what lies on top; nil when nothing does
	toast     toast
	undo      *undoing // the last action; nil where there is no way back
}

func newModel(opt Options, calls calls, next tea.Cmd) *model {
	theme := newTheme(true, opt.ASCII)
	keys := newKeyMap(theme.glyphs)
	return &model{
		calls: calls, next: next, theme: theme, keys: keys, actions: newActions(keys), list: newList(), editor: opt.Editor, mouse: true,
		server: status{address: relay.MaskURL(opt.Address), base: relay.MaskURL(calls.client.Base()), now: opt.Clock.Now()},
		boards: [viewCount]board{subscriptionsView: &subscriptionBoard{}, faultsView: &faultBoard{}, booksView: &bookBoard{postings: newPostings()}, statsView: &statsBoard{}, incomingView: newIncomingBoard()},
	}
}

// Init starts the ticking, asks the terminal for its background, and waits for the change stream.
func (m *model) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, m.calls.tick(), m.next)
}

// Update takes one message in.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.update(msg)
	more := m.arrange()
	return m, tea.Batch(cmd, more)
}

func (m *model) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
		m.list.remeasure()
	case tea.BackgroundColorMsg:
		m.theme = newTheme(msg.IsDark(), m.theme.ascii)
	case tea.KeyPressMsg:
		return m.press(msg)
	case tea.PasteMsg:
		return m.paste(msg)
	case tea.MouseWheelMsg:
		m.wheel(msg.Mouse())
	case tea.MouseClickMsg:
		return m.click(msg.Mouse())
	case batchMsg:
		return m.takeBatch(&msg.batch)
	case tickMsg:
		return m.takeTick(msg)
	case listMsg:
		m.list.take(msg, m.server.now)
	case detailMsg:
		return m.takeDetail(msg)
	case explainedMsg:
		m.list.takeExplained(msg)
	case signatureMsg:
		m.inspector.takeSignature(msg)
	case deliveryBooksMsg:
		m.inspector.takeBooks(msg)
	case statsMsg:
		m.server.takeStats(msg)
	case clockMsg:
		m.server.takeClock(msg, m.calls.clock.Now())
	case subscriptionsMsg:
		if msg.err == nil {
			m.server.takeSubscriptions(msg.subscriptions)
		}
		m.takeAnswer(msg)
	case faultsMsg:
		if msg.err == nil {
			m.server.rules = msg.rules
		}
		m.takeAnswer(msg)
	case foundMsg:
		return m.takeFound(msg)
	case actedMsg:
		return m.takeActed(msg)
	case movedMsg:
		m.server.takeClock(msg.clock, m.calls.clock.Now())
		return tea.Batch(m.takeActed(msg.acted), m.calls.readStats())
	case copiedMsg:
		return m.takeCopied(msg)
	case draftedMsg:
		return m.takeDrafted(msg)
	case closedMsg:
		return m.takeClosed(msg)
	case editedMsg:
		return m.takeEdited(msg)
	case countedMsg:
		return m.takeCounted(msg)
	case steppedMsg:
		return m.takeStepped(msg)
	default:
		m.takeAnswer(msg)
	}
	return nil
}

// takeAnswer hands an answer to whoever asked.
func (m *model) takeAnswer(msg tea.Msg) {
	if p, ok := m.overlay.(*palette); ok {
		p.take(msg)
	}
	for _, b := range m.boards {
		if b != nil && b.take(m, msg) {
			return
		}
	}
}

// takeBatch takes news from the change stream in and waits for more.
func (m *model) takeBatch(b *batch) tea.Cmd {
	cmds := []tea.Cmd{m.next}
	m.server.lost, m.server.retryAt = b.lost, b.retry
	m.server.connected = b.lost == nil
	if m.server.connected {
		m.server.heardAt = m.calls.clock.Now()
	}
	m.server.takeAttempts(b)
	m.server.takeTime(b.at)
	m.touchBoard(b)
	for _, u := range b.updates {
		m.list.apply(u, m.server.now)
		m.server.statsStale = true
		if m.inspector.open && u.delivery.ID == m.inspector.id {
			cmds = append(cmds, m.inspector.read(m.calls))
		}
	}
	if b.opened || b.stale {
		cmds = append(cmds, m.readList(), m.calls.readStats(), m.calls.readClock(), m.calls.readSubscriptions(), m.calls.readFaults())
		if m.inspector.open {
			cmds = append(cmds, m.inspector.read(m.calls))
		}
		return tea.Batch(cmds...)
	}
	if b.subscriptions {
		cmds = append(cmds, m.calls.readSubscriptions())
	}
	if b.faults {
		cmds = append(cmds, m.calls.readFaults())
	}
	return tea.Batch(cmds...)
}

// takeTick moves the clocks, and asks for what is cheaper to ask once a second than at every change.
func (m *model) takeTick(msg tickMsg) tea.Cmd {
	cmds := []tea.Cmd{m.calls.tick()}
	m.server.tick(msg.now)
	m.toast.tick()
	if !m.server.connected {
		return tea.Batch(cmds...)
	}
	if m.server.statsStale {
		m.server.statsStale = false
		cmds = append(cmds, m.calls.readStats())
	}
	cmds = append(cmds, m.refreshBoard())
	if m.server.clockDue() {
		cmds = append(cmds, m.calls.readClock())
	}
	if m.watchesFaults() && !m.server.calm {
		cmds = append(cmds, m.calls.readFaults()) // for their hits
	}
	return tea.Batch(cmds...)
}

func (m *model) takeDetail(msg detailMsg) tea.Cmd {
	if r := m.list.byID[msg.id]; r != nil && msg.err == nil && len(msg.delivery.Attempts) > 0 {
		r.marks, r.measured = marksOfAttempts(msg.delivery.Attempts), false
		r.explanation = msg.delivery.Attempts[len(msg.delivery.Attempts)-1].Explanation
	}
	return m.inspector.take(msg, m.calls)
}

func (m *model) takeActed(msg actedMsg) tea.Cmd {
	m.toast = toastOf(msg)
	if msg.err == nil {
		m.undo = msg.undo
	}
	if m.watchesFaults() {
		return m.calls.readFaults()
	}
	return nil
}

// watchesFaults reports whether the hits of the faults in force are on the screen.
func (m *model) watchesFaults() bool {
	p, ok := m.overlay.(*palette)
	if !ok {
		return m.view == faultsView
	}
	_, ok = p.purpose.(*faultPalette)
	return ok
}

// readList reads as many of the newest deliveries as are held now.
func (m *model) readList() tea.Cmd {
	want := pageSize
	if !m.list.following && !m.list.newerCut {
		want = len(m.list.rows)
	}
	return m.calls.readList(m.list.start(), m.list.text, want)
}

// arrange brings everything into the size of the screen, and reads what comes into view.
func (m *model) arrange() tea.Cmd {
	var cmds []tea.Cmd
	l := m.layout()
	m.list.arrange(l.listRows())
	m.measure()
	if m.list.wantsMore() {
		m.list.paging = true
		cmds = append(cmds, m.calls.readMore(m.list.generation, m.list.text, m.list.next, m.list.rows[len(m.list.rows)-1].ID))
	}
	if r := m.list.unexplained(); r != nil && !m.inspector.open {
		r.explained, m.list.explaining = r.AttemptCount, true
		cmds = append(cmds, m.calls.readExplanation(r.ID, r.AttemptCount))
	}
	if b := m.board(); b != nil {
		cmds = append(cmds, b.arrange(m, l))
	}
	if m.inspector.open {
		cmds = append(cmds, m.inspectCurrent())
		cmds = append(cmds, m.arrangeInspector(l))
	}
	return tea.Batch(cmds...)
}

// inspectCurrent makes the open inspector show the delivery that keys act on, whatever moved the selection.
func (m *model) inspectCurrent() tea.Cmd {
	r := m.list.current()
	switch {
	case r != nil:
		if !m.list.loading {
			m.list.pin() // what is inspected stays
		}
		return m.inspector.inspect(r.ID, m.calls)
	case !m.list.loading:
		m.inspector.close() // there is none left, as after a reset
	case m.inspector.id != m.list.selected:
		m.inspector.clear()
	}
	return nil
}

// View draws the model.
func (m *model) View() tea.View {
	view := tea.NewView(m.screen())
	view.AltScreen = true
	if m.mouse {
		view.MouseMode = tea.MouseModeCellMotion
	}
	view.WindowTitle = "ledgerhook " + m.theme.clean(m.server.address)
	return view
}

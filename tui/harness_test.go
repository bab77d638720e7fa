package tui

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// start is when every test begins, on the wall and for the engine.
var start = time.Date(2026, 5, 4, 14, 2, 11, 0, time.UTC)

// screen drives a model without a terminal.
type screen struct {
	t      *testing.T
	m      *model
	server *stub
}

// newScreen is a model of some size, connected to a stub that answers what it is given.
func newScreen(t *testing.T, w, h int, server *stub) *screen {
	t.Helper()
	return newScreenWith(t, w, h, server, false)
}

func newScreenWith(t *testing.T, w, h int, server *stub, ascii bool) *screen {
	t.Helper()
	clock := relay.NewVirtualClock(start)
	c := calls{client: control.NewClient(server.url), folder: t.TempDir(), clock: clock, tick: func() tea.Cmd { return nil }}
	c.runFor = func(_ time.Duration, call func(ctx context.Context) tea.Msg) tea.Cmd {
		return func() tea.Msg { return call(t.Context()) }
	}
	c.exec = func(cmd *exec.Cmd, done func(error) tea.Msg) tea.Cmd {
		return func() tea.Msg { return done(cmd.Run()) }
	}
	m := newModel(Options{Editor: "false", Client: c.client, Address: "127.0.0.1:7117", Clock: clock, ASCII: ascii}, c, nil)
	m.server.base = "http://127.0.0.1:7117"
	s := &screen{t: t, m: m, server: server}
	s.send(tea.WindowSizeMsg{Width: w, Height: h})
	return s
}

// connected is newScreen after the change stream has been opened and all was read.
func connected(t *testing.T, w, h int, server *stub) *screen {
	t.Helper()
	s := newScreen(t, w, h, server)
	s.send(batchMsg{batch{opened: true}})
	return s
}

// send gives the model a message, and then the answers of the commands that follow from it.
func (s *screen) send(msg tea.Msg) {
	s.t.Helper()
	_, cmd := s.m.Update(msg)
	s.do(cmd)
}

func (s *screen) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, one := range msg {
			s.do(one)
		}
	default:
		s.send(msg)
	}
}

// press presses keys, named as Bubble Tea does; text is typed letter by letter.
func (s *screen) press(keys ...string) {
	s.t.Helper()
	for _, k := range keys {
		s.send(keyOf(k))
	}
}

func (s *screen) typed(text string) {
	for _, r := range text {
		s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func keyOf(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft,
		"right": tea.KeyRight, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd,
		"backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "space": tea.KeySpace,
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: []rune(rest)[0], Mod: tea.ModCtrl}
	}
	if code, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	r := []rune(name)[0]
	return tea.KeyPressMsg{Code: r, Text: name}
}

// plain is what is on the screen, without styles and without blanks at the end of lines.
func (s *screen) plain() string {
	lines := strings.Split(ansi.Strip(s.m.screen()), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// golden compares the screen with testdata/<Test>/<name>.golden.
func (s *screen) golden(name string) {
	s.t.Helper()
	s.check()
	compareGolden(s.t, name, s.plain())
}

// check fails when the view is larger than the screen.
func (s *screen) check() {
	s.t.Helper()
	lines := strings.Split(s.m.screen(), "\n")
	if len(lines) > max(s.m.height, 1) {
		s.t.Errorf("%d lines on a screen of %d", len(lines), s.m.height)
	}
	for i, line := range lines {
		if w := ansi.StringWidth(line); w > max(s.m.width, 0) {
			s.t.Errorf("line %d is %d wide on a screen of %d: %q", i, w, s.m.width, line)
		}
	}
}

func (s *screen) wants(text string) {
	s.t.Helper()
	if !strings.Contains(s.plain(), text) {
		s.t.Errorf("%q is not on the screen:\n%s", text, s.plain())
	}
}

func (s *screen) lacks(text string) {
	s.t.Helper()
	if strings.Contains(s.plain(), text) {
		s.t.Errorf("%q is on the screen:\n%s", text, s.plain())
	}
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", filepath.FromSlash(strings.Split(t.Name(), "/")[0]), strings.ReplaceAll(name, " ", "_")+".golden")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; UPDATE_GOLDEN=1 rewrites it.\ngot:\n%s\nwant:\n%s", path, got, want)
	}
}

// stub answers as a server does, with what its fields hold.
type stub struct {
	url string

	deliveries    []control.Delivery // newest first
	whole         map[string]control.Delivery
	signature     *control.Signature // of every attempt; nil: not found
	books         map[string]control.DeliveryBooks
	stats         control.Stats
	clock         control.Clock
	subscriptions []control.Subscription
	faults        []control.FaultRule
	catalogue     []control.CatalogueEntry
	providers     []control.Provider
	refusal       *control.Error // of every action
	boards        boardAnswers

	mu    sync.Mutex
	calls []string // what was asked: method, path, query and body
}

// newStub starts a stub.
func newStub(t *testing.T) *stub {
	s := &stub{
		whole: map[string]control.Delivery{},
		stats: control.Stats{Deliveries: map[string]int{}},
		clock: control.Clock{Mode: "real", Now: control.Time{Time: start}, TimeScale: 1},
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *stub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Ledgerhook-Version", "test") // without it the client takes us for something else
	var body json.RawMessage
	_ = json.NewDecoder(r.Body).Decode(&body)
	s.mu.Lock()
	s.calls = append(s.calls, strings.TrimSpace(r.Method+" "+r.URL.RequestURI()+" "+string(body)))
	s.mu.Unlock()
	if s.refusal != nil && r.Method != http.MethodGet {
		w.WriteHeader(s.refusal.Status)
		answer(w, s.refusal)
		return
	}
	if s.boards.answer(w, r) {
		return
	}
	id, action, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/v1/deliveries/"), "/")
	switch path := r.URL.Path; {
	case r.Method == http.MethodPost && slices.Contains([]string{"retry", "replay", "cancel"}, id):
		answer(w, s.bulk(body))
	case action == "cancel":
		answer(w, s.whole[id])
	case strings.HasSuffix(path, "/pause"), strings.HasSuffix(path, "/resume"):
		sub := s.subscriptions[0]
		sub.State = map[bool]string{true: "paused", false: "active"}[strings.HasSuffix(path, "/pause")]
		answer(w, sub)
	case path == "/v1/deliveries":
		s.list(w, r)
	case action == "retry":
		answer(w, s.whole[id])
	case action == "replay":
		answer(w, control.Delivery{ID: "dlv_0k4v9q2r7s5t1a3b5c7d9e2a", ReplayOf: id})
	case action == "books":
		answer(w, s.books[id])
	case strings.HasSuffix(action, "/signature"):
		if s.signature == nil {
			w.WriteHeader(http.StatusNotFound)
			answer(w, control.Error{Title: "Not Found", Detail: "no such attempt"})
			return
		}
		answer(w, s.signature)
	case strings.HasPrefix(path, "/v1/deliveries/"):
		if _, ok := s.whole[id]; !ok {
			w.WriteHeader(http.StatusNotFound)
			answer(w, control.Error{Title: "Not Found", Detail: "no delivery " + id})
			return
		}
		answer(w, s.whole[id])
	case path == "/v1/changes":
		fmt.Fprintf(w, "event: heartbeat\ndata: {\"at\":%q}\n\n", start.Format(time.RFC3339))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	case path == "/v1/stats":
		answer(w, s.stats)
	case path == "/v1/events/preview":
		s.preview(w, body)
	case path == "/v1/clock/advance":
		s.clock.Now = at(3600)
		s.stats.Deliveries["delivered"] += 2
		answer(w, s.clock)
	case path == "/v1/clock/freeze", path == "/v1/clock/run":
		s.clock.Running = path == "/v1/clock/run"
		answer(w, s.clock)
	case path == "/v1/clock":
		answer(w, s.clock)
	case path == "/v1/subscriptions":
		answer(w, map[string][]control.Subscription{"items": s.subscriptions})
	case path == "/v1/faults/catalog":
		answer(w, map[string][]control.CatalogueEntry{"items": s.catalogue})
	case path == "/v1/faults" && r.Method == http.MethodGet:
		answer(w, map[string][]control.FaultRule{"items": s.faults})
	case path == "/v1/faults":
		rule := control.FaultRule{}
		_ = json.Unmarshal(body, &rule)
		rule.ID = "flt_1"
		answer(w, rule)
	case path == "/v1/providers":
		answer(w, map[string][]control.Provider{"items": s.providers})
	case strings.HasPrefix(path, "/v1/events/"):
		answer(w, control.Event{ID: strings.TrimPrefix(path, "/v1/events/"), Provider: "fintoro", Type: "invoices.paid"})
	case path == "/v1/events":
		answer(w, control.Published{Deliveries: []control.Delivery{{ID: "dlv_new"}}})
	}
}

// preview answers with three fields, as far as they were set, and knows no other.
func (s *stub) preview(w http.ResponseWriter, body []byte) {
	var request control.PublishRequest
	_ = json.Unmarshal(body, &request)
	fields := []control.PreviewField{{Path: "id", Value: `"0b5c"`, Identity: true}, {Path: "resource.total", Value: "121.00"}, {Path: "resource.client.name", Value: `"Bakery"`}}
	for path, text := range request.SetText {
		i := slices.IndexFunc(fields, func(f control.PreviewField) bool { return f.Path == path })
		if i < 0 {
			w.WriteHeader(http.StatusUnprocessableEntity)
			answer(w, control.Error{Title: "Unprocessable Entity", Detail: "there is no " + path + " in the body"})
			return
		}
		fields[i].Value = text
	}
	answer(w, control.Preview{Provider: request.Provider, Type: request.Type, Fields: fields})
}

// bulk answers as if every delivery that a filter takes could be changed but one.
func (s *stub) bulk(body []byte) control.BulkResult {
	var request control.BulkReplayRequest
	_ = json.Unmarshal(body, &request)
	filter, _ := relay.ParseFilter(request.Filter)
	l := list{filter: filter}
	n := 0
	for i := range s.deliveries {
		if l.passes(&s.deliveries[i], start) {
			n++
		}
	}
	result := control.BulkResult{Matched: n, Changed: max(n-1, 0), Skipped: min(n, 1), DryRun: request.DryRun}
	if request.Limit > 0 && request.Cursor == "" && n > 2 {
		result = control.BulkResult{Matched: 2, Changed: 1, Skipped: 1, Next: "2"}
	} else if request.Cursor != "" {
		result.Matched, result.Changed, result.Skipped = n-2, n-2, 0
	}
	return result
}

// list pages through the deliveries that pass the filter; the cursor is a position.
func (s *stub) list(w http.ResponseWriter, r *http.Request) {
	filter, err := relay.ParseFilter(r.FormValue("filter"))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		answer(w, control.Error{Title: "Bad Request", Detail: err.Error()})
		return
	}
	l := list{filter: filter}
	page := struct {
		Items []control.Delivery `json:"items"`
		Next  string             `json:"next,omitempty"`
	}{}
	skip, limit := atoi(r.FormValue("cursor")), atoi(r.FormValue("limit"))
	for i := range s.deliveries {
		if i < skip || !l.passes(&s.deliveries[i], start) {
			continue
		}
		if len(page.Items) == limit {
			page.Next = number(i)
			break
		}
		page.Items = append(page.Items, s.deliveries[i])
		if r.FormValue("outcomes") == "true" {
			page.Items[len(page.Items)-1].Outcomes = s.outcomes(s.deliveries[i].ID)
		}
	}
	answer(w, page)
}

// outcomes are those of the attempts of a delivery that is held whole.
func (s *stub) outcomes(id string) []control.AttemptOutcome {
	all := []control.AttemptOutcome{}
	for _, a := range s.whole[id].Attempts {
		all = append(all, control.AttemptOutcome{Number: a.Number, Outcome: a.Outcome, Injected: len(a.Faults) > 0})
	}
	return all
}

func atoi(text string) (n int) {
	_ = json.Unmarshal([]byte(strings.ReplaceAll(text, ",", "")), &n)
	return n
}

func answer(w http.ResponseWriter, body any) { _ = json.NewEncoder(w).Encode(body) }

package emulate_test

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/emulate"
)

const invoice301 = fintoroAPI + "/invoices/301"

// statuses asks for paths one after another.
func (s *server) statuses(t *testing.T, paths ...string) []int {
	t.Helper()
	var got []int
	for _, path := range paths {
		got = append(got, s.ask(t, "GET", path, "").Code)
	}
	return got
}

// A rule counts the reads of each thing by itself, however its path is written, and no others.
func TestReadsAreCounted(t *testing.T) {
	t.Parallel()
	const sales = "/moneybird/api/v2/123456/sales_invoices/301"
	s := newServer(t)
	s.happens(t, fintoroEvent("invoices.paid", "invoice"), fintoroEvent("orders.created", "order"), moneybirdEvent("sales_invoice_updated", openInvoice))
	if got := s.statuses(t, invoice301, invoice301, invoice301); !cmp.Equal(got, []int{200, 200, 200}) {
		t.Fatal(got) // what was read before a rule does not count
	}
	s.breaks(t, relay.FaultRule{Name: "detail-404", First: 2})
	got := s.statuses(t, invoice301, invoice301+"/pdf", invoice301, invoice301, fintoroAPI+"/orders/301", sales+".json", sales, sales+".json", sales)
	if diff := cmp.Diff([]int{404, 200, 404, 200, 404, 404, 404, 200, 200}, got); diff != "" {
		t.Errorf("first=2 (-want +got):\n%s", diff)
	}
	last := s.engine.FaultSet.Rules()[0].LastHit
	if want := (relay.FaultHit{At: s.clock.Now(), Key: sales, Number: 2}); last != want {
		t.Errorf("the last hit is %+v, want %+v", last, want)
	}
	if err := s.engine.ClearFaults(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.breaks(t, relay.FaultRule{Name: "detail-404", Every: 2})
	got = s.statuses(t, fintoroAPI+"/invoices/1", fintoroAPI+"/invoices/2", fintoroAPI+"/invoices/2", fintoroAPI+"/invoices/3", fintoroAPI+"/invoices/4")
	if diff := cmp.Diff([]int{200, 404, 200, 200, 404}, got); diff != "" {
		t.Errorf("every=2 (-want +got):\n%s", diff)
	}
}

// Filters see the product, the newest event about what is read, and the path.
func TestReadFilters(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.happens(t, fintoroEvent("invoices.created", "invoice"), fintoroEvent("invoices.paid", "invoice"), moneybirdEvent("sales_invoice_updated", openInvoice), finpiloEvent(1))
	events, _, err := s.engine.Store.Events(t.Context(), relay.EventQuery{Provider: "fintoro"})
	if err != nil {
		t.Fatal(err)
	}
	const invoices, contacts, document = "/moneybird/api/v2/123456/sales_invoices", "/moneybird/api/v2/123456/contacts/7", documentsPath + "/d-301"
	tests := map[string]struct {
		filter string
		struck []string
	}{
		"nothing":                             {"", []string{invoice301, fintoroAPI + "/clients/9", invoices, contacts, document}},
		"the product":                         {"provider:fintoro", []string{invoice301, fintoroAPI + "/clients/9"}},
		"another product":                     {"-provider:fintoro", []string{invoices, contacts, document}},
		"the type":                            {"type:invoices.paid", []string{invoice301}},
		"types":                               {"type:invoices.*,sales_invoice_*", []string{invoice301, invoices, contacts}},
		"the type of an older event":          {"type:invoices.created", nil},
		"the event":                           {"event:" + events[0].ID, []string{invoice301}},
		"the age of the event":                {"age:>2m30s", []string{invoice301}},
		"words of the path":                   {`"/clients/"`, []string{fintoroAPI + "/clients/9"}},
		"what only deliveries have: a state":  {"state:sending", nil},
		"what only deliveries have: a target": {"sub:sub_1", nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			rule := s.breaks(t, relay.FaultRule{Name: "detail-429", Filter: tt.filter})
			var struck []string
			for _, path := range []string{invoice301, fintoroAPI + "/clients/9", invoices, contacts, document} {
				if s.ask(t, "GET", path, "").Code == 429 {
					struck = append(struck, path)
				}
			}
			if diff := cmp.Diff(tt.struck, struck); diff != "" {
				t.Errorf("struck (-want +got):\n%s", diff)
			}
			if err := s.engine.RemoveFault(t.Context(), rule.ID); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// Of several rules that put another answer in its place the first counts that can be applied. Each leaves a mark.
func TestSeveralRulesOnOneRead(t *testing.T) {
	t.Parallel()
	created, paid := fintoroEvent("invoices.created", "invoice"), fintoroEvent("invoices.paid", "invoice")
	tests := map[string]struct {
		path   string
		rules  []string // # and a number stand for the id of a rule
		status int
		marks  []string
	}{
		"the first refusal answers":                {invoice301, []string{"detail-429=60s", "detail-404"}, 429, []string{"detail-429=60s #0", "detail-404 #1; not applied: #0 has answered"}},
		"and not the gravest":                      {invoice301, []string{"detail-404", "detail-429=60s"}, 404, []string{"detail-404 #0", "detail-429=60s #1; not applied: #0 has answered"}},
		"a stale record is not refused":            {invoice301, []string{"detail-stale", "detail-404"}, 200, []string{"detail-stale #0", "detail-404 #1; not applied: #0 has answered"}},
		"nor in another state":                     {invoice301, []string{"detail-stale", "state-differs"}, 200, []string{"detail-stale #0", "state-differs #1; not applied: #0 has answered"}},
		"what cannot be applied leaves it to next": {fintoroAPI + "/orders/7", []string{"state-differs", "detail-404"}, 404, []string{"state-differs #0; not applied: no event has told of it", "detail-404 #1"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			s.happens(t, created, paid)
			var ids []string
			for i, spec := range tt.rules {
				var rule relay.FaultRule
				rule.Name, rule.Value, _ = strings.Cut(spec, "=")
				ids = append(ids, "#"+string(rune('0'+i)), s.breaks(t, rule).ID)
			}
			for i := range tt.marks {
				tt.marks[i] = strings.NewReplacer(ids...).Replace(tt.marks[i])
			}
			w := s.ask(t, "GET", tt.path, "")
			if diff := cmp.Diff(tt.marks, marksOf(w)); diff != "" || w.Code != tt.status {
				t.Errorf("%d, want %d; marked (-want +got):\n%s", w.Code, tt.status, diff)
			}
			if diff := cmp.Diff([]int{1, 1}, s.hits()); diff != "" {
				t.Errorf("hits (-want +got):\n%s", diff)
			}
		})
	}
}

// What is no read of a record, what a product refuses by itself, and what names nothing, no rule strikes or counts.
func TestWhatIsNeverStruck(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.mustAsk(t, 200, "PUT", finpiloPath, `{"url":"http://h/","apiKey":"k","enabled":true}`)
	s.happens(t, finpiloEvent(1))
	for _, name := range []string{"detail-404", "detail-429", "detail-stale", "state-differs", "file-fail", "file-slow"} {
		s.breaks(t, relay.FaultRule{Name: name})
	}
	sub := s.mustAsk(t, 201, "POST", bookkeeperPath, `{"url":"http://h/"}`)
	anonymous := func(r *http.Request) { r.Header.Del("Authorization") }
	long := strings.Repeat("4", 300)
	tests := []struct {
		call   string // METHOD path body
		status int
		edits  []func(*http.Request)
	}{
		{"GET " + fintoroPath, 200, nil}, {"GET " + fintoroAPI + "/whoami", 200, nil}, {"GET " + moneybirdPath, 200, nil},
		{"GET /moneybird/api/v2/administrations.json", 200, nil}, {"GET " + silverfinPath, 200, nil}, {"GET /silverfin/api/v4/f/7/user/firm", 200, nil},
		{"GET " + finpiloPath, 200, nil}, {"GET " + bookkeeperPath, 200, nil}, {"GET /bookkeeper/v1/endpoints/" + sub["id"].(string), 200, nil},
		{"GET /bookkeeper/v1/metrics", 200, nil}, {"GET /bookkeeper/v1/deliveries", 200, nil},
		{"POST " + documentsPath + ` {"documentId":"new"}`, 201, nil}, {"PATCH " + documentsPath + `/new {"total":1}`, 200, nil},
		{"POST " + documentsPath + "/new/validate", 200, nil}, {"POST " + documentsPath + "/new/send", 202, nil},
		{"POST " + fintoroAPI + "/invoices/301 {}", 405, nil},
		{"GET " + invoice301, 401, []func(*http.Request){anonymous}}, {"GET /finpilo/files/d-301", 401, []func(*http.Request){anonymous}},
		{"GET /moneybird/api/v2/123456/contacts.xml", 406, nil}, {"GET /moneybird/api/v2/123456/contacts?per_page=0", 400, nil},
		{"GET " + documentsPath + "?limit=0", 422, nil}, {"GET " + documentsPath + "?limit=x", 422, nil},
		{"GET " + fintoroAPI + "/invoices/0", 404, nil}, {"GET " + fintoroAPI + "/invoices/007", 404, nil}, {"GET " + fintoroAPI + "/invoices/" + long, 404, nil},
		{"GET " + fintoroAPI + "/invoices/1%0d%0aX:1", 404, nil}, {"GET " + fintoroAPI + "/invoices/%ff/pdf", 404, nil}, {"GET " + fintoroAPI + "/invoices/%00", 404, nil},
		{"GET /moneybird/api/v2/abc/contacts/7", 404, nil}, {"GET /moneybird/api/v2/abc/contacts", 404, nil}, {"GET /moneybird/api/v2/1/contacts/x", 404, nil},
		{"GET /moneybird/api/v2/1/contacts/" + long, 404, nil}, {"GET /silverfin/files/x", 404, nil}, {"GET /silverfin/files/" + long, 404, nil},
		{"GET /finpilo/files/%00", 404, nil}, {"GET /finpilo/files/%ff", 404, nil}, {"GET /finpilo/files/" + long, 404, nil},
		{"GET " + documentsPath + "/%0a", 404, nil}, {"GET " + documentsPath + "/" + long, 404, nil}, {"GET /finpilo/api/v1/companies/X/documents", 404, nil},
		{"GET /finpilo/api/v1/companies/X/documents/d", 404, nil},
	}
	for _, tt := range tests {
		method, rest, _ := strings.Cut(tt.call, " ")
		path, body, _ := strings.Cut(rest, " ")
		if w := s.ask(t, method, path, body, tt.edits...); w.Code != tt.status || marksOf(w) != nil {
			t.Errorf("%s: %d, want %d, marked %q: %s", tt.call, w.Code, tt.status, marksOf(w), w.Body)
		}
	}
	for _, rule := range s.engine.FaultSet.Rules() {
		if rule.Hits != 0 || rule.Seen != 0 {
			t.Errorf("%s has struck %d times of %d: %+v", rule.Name, rule.Hits, rule.Seen, rule.LastHit)
		}
	}
}

// What is kept of a read can be shown: it holds no key that opens a file, and nothing that drives a terminal.
func TestWhatIsKeptOfARead(t *testing.T) {
	t.Parallel()
	const key = "5c2f8e6d0a4c579a573f0e8f1d2c4490"
	s := newServer(t, func(o *emulate.Options) { o.OpenKey, o.IssuedOnly = key, true })
	s.breaks(t, relay.FaultRule{Name: "file-fail", First: 2})
	tests := []struct{ path, want string }{
		{"/open/" + key + "/silverfin/files/301", "/silverfin/files/301"},
		{"/silverfin/files/301", "/silverfin/files/301"},
		{"/open/" + key + "/finpilo/files/a%20b%2Fc", "/finpilo/files/a%20b%2Fc"},
		{"/open/" + key + "/finpilo/files/%3Cb%3E%E2%80%AE", "/finpilo/files/%3Cb%3E%E2%80%AE"},
	}
	for _, tt := range tests {
		w := s.ask(t, "GET", tt.path, "")
		if last := s.engine.FaultSet.Rules()[0].LastHit; w.Code != 503 || last.Key != tt.want {
			t.Errorf("%s: %d, kept as %q, want %q", tt.path, w.Code, last.Key, tt.want)
		}
	}
	if got := s.statuses(t, "/silverfin/files/301"); !cmp.Equal(got, []int{200}) {
		t.Errorf("the third read by two paths: %v", got)
	}
}

// asked counts how often the store is asked for events.
type asked struct {
	emulate.Store
	events atomic.Int64
}

func (a *asked) Events(ctx context.Context, query relay.EventQuery) ([]relay.Event, string, error) {
	a.events.Add(1)
	return a.Store.Events(ctx, query)
}

// Where no rule is for it, a read asks for nothing that it does not show.
func TestReadsCostNothingWithoutARule(t *testing.T) {
	t.Parallel()
	store := &asked{}
	s := newServer(t, func(o *emulate.Options) {
		store.Store = o.Store
		o.Store = store
	})
	cost := func() int64 {
		t.Helper()
		before := store.events.Load()
		s.mustAsk(t, 200, "GET", invoice301, "")
		return store.events.Load() - before
	}
	if _, err := s.engine.AddFault(t.Context(), relay.FaultRule{Name: "lose-ack"}); err != nil {
		t.Fatal(err)
	}
	s.breaks(t, relay.FaultRule{Name: "file-fail"})
	without := cost()
	s.breaks(t, relay.FaultRule{Name: "detail-404", Filter: "provider:moneybird"})
	if with := cost(); without != 1 || with != 2 {
		t.Errorf("the store is asked %d times without a rule for it, %d times with one; want 1 and 2", without, with)
	}
}

// A handler without rules answers as ever.
func TestReadsWithoutFaults(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(o *emulate.Options) { o.FaultSet, o.Faults = nil, nil })
	s.breaks(t, relay.FaultRule{Name: "detail-404"})
	s.mustAsk(t, 200, "GET", invoice301, "")
}

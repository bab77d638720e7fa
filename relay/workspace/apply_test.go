package workspace_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
	"github.com/ledgerhook/ledgerhook/relay/workspace"
)

func node(t *testing.T) *control.Client { return started(t, local.Options{Bare: true}) }

func started(t *testing.T, opt local.Options) *control.Client {
	t.Helper()
	seed := uint64(42)
	opt.Listen, opt.MockListen, opt.Seed = "127.0.0.1:0", "127.0.0.1:0", &seed
	n, err := local.Start(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return control.NewClient(n.ControlURL)
}

// rig applies texts to a server one after the other.
type rig struct {
	t      *testing.T
	client *control.Client
	before *workspace.File
}

func environ(name string) string {
	return map[string]string{"TOKEN": "t0ken-value", "OTHER": "other-value"}[name]
}

func (r *rig) apply(text string) ([]string, error) {
	r.t.Helper()
	file, err := workspace.Decode("l.yaml", []byte(text), environ)
	if err != nil {
		r.t.Fatal(err)
	}
	report, err := workspace.Apply(r.t.Context(), r.client, file, r.before)
	if err == nil {
		r.before = file
	}
	return report.Lines(), err
}

// applied applies a text and compares what is printed.
func (r *rig) applied(text string, want ...string) {
	r.t.Helper()
	got, err := r.apply(text)
	if err != nil {
		r.t.Fatal(err)
	}
	if len(got) == 0 {
		got = nil
	}
	if diff := cmp.Diff(want, got); diff != "" {
		r.t.Errorf("(-want +got):\n%s", diff)
	}
}

// byName are the subscriptions that a file declared.
func (r *rig) byName(name string) control.Subscription {
	r.t.Helper()
	subs, err := r.client.Subscriptions(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	for _, sub := range subs {
		if sub.DeclaredAs == name {
			return sub
		}
	}
	return control.Subscription{}
}

func (r *rig) secret(provider string) string {
	r.t.Helper()
	env, err := r.client.Env(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	return env.Secrets[provider].Secret
}

// One subscription through its life, each save going on from the one before.
func TestASubscriptionIsKeptAsTheFileSays(t *testing.T) {
	t.Parallel()
	r := &rig{t: t, client: node(t)}
	const drawn = "; its secret was drawn, and ledgerhook env prints it"
	erp := func(fields string) string { return "subscriptions: {erp: {provider: fintoro, " + fields + "}}" }
	r.applied(erp("url: http://a.test/"), "+ subscription erp (fintoro → http://a.test/)"+drawn)
	first, secret := r.byName("erp"), r.secret("fintoro")
	if first.Name != "erp" || first.State != "active" {
		t.Errorf("it is %+v", first)
	}
	r.applied(erp("url: http://a.test/"))
	r.applied(erp("url: http://b.test/"), "~ subscription erp: url http://a.test/ → http://b.test/")
	r.applied(erp("url: http://b.test/, events: [invoices.paid], retry: 5s"), "~ subscription erp: events all → invoices.paid, retry the product's → 5s")
	r.applied(erp("url: http://b.test/, events: [invoices.paid], retry: [5000ms]"))
	r.applied(erp("url: http://b.test/, concurrency: 2, rate: 1.5, at-most-once: true"),
		"~ subscription erp: events invoices.paid → all, retry 5s → the product's, concurrency 0 → 2, rate 0 → 1.5, at-most-once false → true")
	r.applied(erp("url: http://b.test/"), "~ subscription erp: concurrency 2 → 0, rate 1.5 → 0, at-most-once true → false")
	r.applied(erp("url: http://b.test/, paused: true"), "~ subscription erp: paused false → true")
	if got := r.byName("erp").State; got != "paused" {
		t.Errorf("it is %s, not paused", got)
	}
	r.applied(erp("url: http://b.test/"), "~ subscription erp: paused true → false")
	if r.secret("fintoro") != secret {
		t.Error("a save drew another secret")
	}
	r.applied(erp("url: http://b.test/, secret: '${TOKEN}'"), "~ subscription erp: secret: changed")
	if got := r.secret("fintoro"); got != "t0ken-value" {
		t.Errorf("the secret is %q", got)
	}
	r.applied(erp("url: http://b.test/, secret: '${TOKEN}'"))
	r.applied(erp("url: http://b.test/")) // what is not given stays
	if got := r.secret("fintoro"); got != "t0ken-value" {
		t.Errorf("the secret is %q", got)
	}
	if got := r.byName("erp"); got.ID != first.ID || !got.CreatedAt.Equal(first.CreatedAt.Time) {
		t.Errorf("it is another: %+v", got)
	}
	r.applied("subscriptions: {erp: {provider: finpilo, url: http://b.test/, secret: k}}", "- subscription erp (fintoro → http://b.test/)", "+ subscription erp (finpilo → http://b.test/)")
	r.applied("subscriptions: {}", "- subscription erp (finpilo → http://b.test/)")
	if got := r.byName("erp"); got.ID != "" {
		t.Errorf("it is still there: %+v", got)
	}
}

// What is not to be read by others is compared by the server and shown as the file has it.
func TestWhatVariablesHoldIsNotShown(t *testing.T) {
	t.Parallel()
	r := &rig{t: t, client: node(t)}
	erp := func(url string) string {
		return "subscriptions: {erp: {provider: fintoro, secret: '${TOKEN}', url: '" + url + "'}}"
	}
	r.applied(erp("http://me:pass1@a.test/${TOKEN}"), "+ subscription erp (fintoro → http://***@a.test/${TOKEN})")
	r.applied(erp("http://me:pass2@a.test/${TOKEN}"), "~ subscription erp: url: changed")
	r.applied(erp("http://me:pass2@a.test/${OTHER}"), "~ subscription erp: url http://***@a.test/${TOKEN} → http://***@a.test/${OTHER}")
	r.applied(erp("http://a.test/"), "~ subscription erp: url http://***@a.test/${OTHER} → http://a.test/")
	r.applied(erp("http://a.test/${TOKEN}"), "~ subscription erp: url http://a.test/ → http://a.test/${TOKEN}")
	r.before = nil // as at a start
	r.applied(erp("http://b.test/"), "~ subscription erp: url http://a.test/… → http://b.test/")
	r.applied(erp("http://b.test/${TOKEN}"), "~ subscription erp: url http://b.test/ → http://b.test/${TOKEN}")
	r.applied("subscriptions: {}", "- subscription erp (fintoro → http://b.test/${TOKEN})")
	r.applied(erp("http://b.test/?${TOKEN}"), "+ subscription erp (fintoro → http://b.test/?***)")
	r.before = nil
	r.applied("subscriptions: {}", "- subscription erp (fintoro → http://b.test/…)")
	_, err := r.apply(erp("ftp://${OTHER}/t0ken-value"))
	if err == nil || strings.Contains(err.Error(), "t0ken-value") || strings.Contains(err.Error(), "other-value") {
		t.Errorf("%v", err)
	}
}

func TestFaultsAreKeptAsTheFileSays(t *testing.T) {
	t.Parallel()
	r := &rig{t: t, client: node(t)}
	byHand, err := r.client.AddFault(t.Context(), control.AddFault{Name: "hang", Filter: "provider:finpilo"})
	if err != nil {
		t.Fatal(err)
	}
	r.applied("faults: {lost: {fault: lose-ack, first: 1}, sick: {fault: status=503, filter: 'provider:fintoro', chance: 0.5, limit: 3}}",
		"+ fault lost (lose-ack at sender, first=1)", "+ fault sick (status=503 at sender, chance=0.5, limit=3, provider:fintoro)")
	r.applied("faults: {sick: {fault: status=503, filter: 'provider:fintoro', chance: 0.5, limit: 3}, lost: {fault: lose-ack, first: 1}}")
	r.applied("faults: {lost: {fault: lose-ack, first: 2}}",
		"~ fault lost: lose-ack at sender, first=1 → lose-ack at sender, first=2", "- fault sick (status=503 at sender, chance=0.5, limit=3, provider:fintoro)")
	rules, err := r.client.Faults(t.Context())
	if err != nil || len(rules) != 2 || rules[0].ID != byHand.ID || rules[1].First != 2 || rules[1].DeclaredAs != "lost" {
		t.Errorf("in force are %+v, %v", rules, err)
	}
	if err := r.client.ClearFaults(t.Context()); err != nil { // a person's word counts until the next save
		t.Fatal(err)
	}
	r.applied("faults: {lost: {fault: lose-ack, first: 2}}", "+ fault lost (lose-ack at sender, first=2)")
	r.applied("faults: {}", "- fault lost (lose-ack at sender, first=2)")
	// Where the file names no place, the fault's own is meant.
	r.applied("faults: {gone: {fault: detail-404}}", "+ fault gone (detail-404 at api)")
	r.applied("faults: {gone: {fault: detail-404}}")
	r.applied("faults: {gone: {fault: detail-429}}", "~ fault gone: detail-404 at api → detail-429 at api")
	r.applied("faults: {gone: {fault: detail-429, at: api}}")
	r.applied("faults: {gone: {fault: reset, at: receiver}}", "~ fault gone: detail-429 at api → reset at receiver")
	r.applied("faults: {gone: {fault: reset}}", "~ fault gone: reset at receiver → reset at sender")
}

func TestTheMockStepsAsideAndIn(t *testing.T) {
	t.Parallel()
	r := &rig{t: t, client: started(t, local.Options{})}
	r.applied("subscriptions: {erp: {provider: fintoro, url: http://a.test/, secret: s, paused: true}}",
		"+ subscription erp (fintoro → http://a.test/); the built-in mock stepped aside; paused")
	r.applied("subscriptions: {}", "- subscription erp (fintoro → http://a.test/)")
	subs, err := r.client.Subscriptions(t.Context())
	if err != nil || len(subs) != 5 || subs[1].State != "active" {
		t.Errorf("%+v, %v", subs, err)
	}
}

func TestWhatAPersonMadeIsLeftAlone(t *testing.T) {
	t.Parallel()
	r := &rig{t: t, client: node(t)}
	before, err := r.client.Subscriptions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.client.Subscribe(t.Context(), control.CreateSubscription{Provider: "finpilo", URL: "http://a.test/", Name: "erp"}); err != nil {
		t.Fatal(err)
	}
	mine, err := r.client.AddFault(t.Context(), control.AddFault{Name: "hang", First: 1})
	if err != nil {
		t.Fatal(err)
	}
	r.applied("subscriptions: {erp: {provider: finpilo, url: http://a.test/, secret: k}}\nfaults: {x: {fault: hang, first: 1}}",
		"+ subscription erp (finpilo → http://a.test/)", "+ fault x (hang at sender, first=1)")
	r.applied("serve: {}", "- subscription erp (finpilo → http://a.test/)", "- fault x (hang at sender, first=1)")
	after, err := r.client.Subscriptions(t.Context())
	if err != nil || len(after) != len(before)+1 {
		t.Errorf("there are %d subscriptions, want %d and one (%v)", len(after), len(before), err)
	}
	rules, err := r.client.Faults(t.Context())
	if err != nil || len(rules) != 1 || rules[0].ID != mine.ID {
		t.Errorf("in force are %+v, %v", rules, err)
	}
}

// Each is told with its place, and nothing of the file is applied.
func TestAMistakeThatTheServerFindsChangesNothing(t *testing.T) {
	t.Parallel()
	r := &rig{t: t, client: node(t)}
	good := "subscriptions:\n  good: {provider: fintoro, url: http://a.test/, secret: s}\n"
	r.applied(good, "+ subscription good (fintoro → http://a.test/)")
	for text, want := range map[string]string{
		"  b: {provider: fintroo, url: http://a.test/}": `l.yaml:3:17: subscription b: provider: no provider "fintroo" (did you mean fintoro)`,
		"  b: {provider: fintoro, url: ftp://a.test/}":  "l.yaml:3:31: subscription b: url: it must begin with http:// or https:// (such as http://localhost:3000/webhooks)",
		"  b: {provider: fintoro}":                      "l.yaml:3:3: subscription b: url: it is missing (such as http://localhost:3000/webhooks)",
		"  b:\n    provider: fintoro\n    url: http://a.test/\n    events:\n      - invoices.paid\n      - invoices.payed": `l.yaml:8:9: subscription b: events: fintoro sends no event "invoices.payed" (did you mean invoices.paid)`,
		"  b: {provider: fintoro, url: http://a.test/, retry: 5x}":                                                         `l.yaml:3:54: subscription b: retry: "5x" at position 0: no duration; write it like 5s, 5m or 1h30m`,
		"  b: {provider: fintoro, url: http://a.test/, concurrency: 5000}":                                                 "l.yaml:3:60: subscription b: concurrency: 5000 is not between 0 (the default) and 1024",
		"  b: {provider: fintoro, url: http://a.test/, secret2: x}":                                                        "l.yaml:3:56: subscription b: secret2: it stands beside a secret, which is missing",
		"  b: {provider: bookkeeper, url: http://a.test/, urls: {payment.confirmd: http://a.test/}}":                       `l.yaml:3:75: subscription b: event: bookkeeper sends no event "payment.confirmd" (did you mean payment.confirmed)`,
		"  b: {provider: bookkeeper, url: http://a.test/, secret: x}":                                                      "l.yaml:3:58: subscription b: secret: the signing secret does not begin with whsec_ (leave it out to have one made)",
		"faults: {x: {fault: lose-akc}}":                                                                                   `l.yaml:3:21: fault x: fault: no fault named "lose-akc" (did you mean lose-ack?)`,
		"faults: {x: {fault: status=abc}}":                                                                                 `l.yaml:3:21: fault x: fault: status takes a code from 200 to 599, not "abc" (for example status=503)`,
		"faults: {x: {fault: lose-ack, first: 1, every: 2}}":                                                               "l.yaml:3:48: fault x: when: first, every and chance exclude each other (give one of them, or none for always)",
		"faults: {x: {fault: lose-ack, chance: 2}}":                                                                        "l.yaml:3:39: fault x: validation failed: expected number <= 1 (body.chance)",
	} {
		_, err := r.apply(strings.Replace(good, "http://a.test/", "http://other.test/", 1) + text + "\n")
		var mistakes strictyaml.Mistakes
		if !errors.As(err, &mistakes) || len(mistakes) != 1 || mistakes.Error() != want {
			t.Errorf("%s\n got  %v\n want %s", text, err, want)
		}
	}
	if got := r.byName("good").URL; got != "http://a.test/" {
		t.Errorf("the rest of a wrong file was applied: %s", got)
	}
	_, err := r.apply(good + "  b: {provider: x, url: http://a.test/}\n  c: {provider: y, url: http://a.test/}\n")
	var mistakes strictyaml.Mistakes
	if !errors.As(err, &mistakes) || len(mistakes) != 2 {
		t.Errorf("two mistakes: %v", err)
	}
}

// What fails only when it is done, such as a receiver that the product asks first, is told with its place. The rest is done,
// and the next save tries it again.
func TestTheRestIsDoneWhenOneFails(t *testing.T) {
	t.Parallel()
	var status atomic.Int32
	status.Store(http.StatusNotFound)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(int(status.Load())) }))
	defer receiver.Close()
	r := &rig{t: t, client: node(t)}
	text := "subscriptions:\n  deaf: {provider: moneybird, secret: s, url: '" + receiver.URL + "/${TOKEN}'}\n  erp: {provider: fintoro, secret: s, url: http://a.test/}\nfaults: {x: {fault: hang}}\n"
	shown := receiver.URL + "/${TOKEN}"
	r.applied(text, "! subscription deaf was not added: l.yaml:2:47: subscription deaf: Moneybird asks a URL before it registers it, and takes 200 and nothing else: "+shown+" answered 404",
		"+ subscription erp (fintoro → http://a.test/)", "+ fault x (hang at sender)")
	status.Store(http.StatusOK)
	r.applied(text, "+ subscription deaf (moneybird → "+shown+")")
	r.applied(text)
}

func TestAProbeCanBeLeftOut(t *testing.T) {
	t.Parallel()
	r := &rig{t: t, client: node(t)}
	r.applied("subscriptions: {erp: {provider: moneybird, secret: s, no-probe: true, url: http://nobody.invalid/}}", "+ subscription erp (moneybird → http://nobody.invalid/)")
}

// The example that people copy is taken by a server, whole.
func TestTheExampleIsApplied(t *testing.T) {
	t.Parallel()
	file, err := workspace.Load("testdata/example.yaml", func(name string) string {
		return map[string]string{"FINTORO_WEBHOOK_SECRET": "s3cret"}[name]
	})
	if err != nil {
		t.Fatal(err)
	}
	report, err := workspace.Apply(t.Context(), node(t), file, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"+ subscription erp (fintoro → http://127.0.0.1:3000/webhooks/fintoro)",
		"+ subscription bookkeeping (bookkeeper → http://${BOOKS_HOST:-127.0.0.1:3000}/webhooks/bookkeeper, payment.confirmed=http://127.0.0.1:3000/webhooks/payments); its secret was drawn, and ledgerhook env prints it; paused",
		"+ fault lost-answer (lose-ack at sender, first=1, provider:fintoro)",
	}
	if diff := cmp.Diff(want, report.Lines()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

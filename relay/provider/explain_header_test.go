package provider_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestExplainHeaderForm(t *testing.T) {
	t.Parallel()
	const (
		wrong, malformed, unsigned, right = relay.SignatureWrong, relay.SignatureMalformed, relay.SignatureMissing, relay.SignatureRight
	)
	without := func(name string) func(p *signer) []relay.Header {
		return func(p *signer) []relay.Header {
			return slices.DeleteFunc(p.headers(p.right()), func(h relay.Header) bool { return strings.EqualFold(h.Name, name) })
		}
	}
	value := func(change func(right string) string) func(p *signer) []relay.Header {
		return func(p *signer) []relay.Header { return p.headers(change(p.right())) }
	}
	companion := func(name, to string) func(p *signer) []relay.Header {
		return func(p *signer) []relay.Header {
			headers := p.headers(p.right())
			for i := range headers {
				if headers[i].Name == name {
					headers[i].Value = to
				}
			}
			return headers
		}
	}
	tests := map[string]struct {
		product string
		headers func(p *signer) []relay.Header
		verdict relay.SignatureVerdict
		id      string
	}{
		"fintoro: none":           {"fintoro", without("webhook-signature"), unsigned, "header-missing"},
		"moneybird: none":         {"moneybird", without("Moneybird-Signature"), unsigned, "header-missing"},
		"silverfin: none":         {"silverfin", without("X-SF-SIGNATURE-1"), unsigned, "header-missing"},
		"bookkeeper: none":        {"bookkeeper", without("webhook-signature"), unsigned, "header-missing"},
		"fintoro: no id":          {"fintoro", without("webhook-id"), malformed, "header-missing"},
		"fintoro: no time":        {"fintoro", without("webhook-timestamp"), malformed, "header-missing"},
		"bookkeeper: no time":     {"bookkeeper", without("webhook-timestamp"), malformed, "header-missing"},
		"moneybird: no key":       {"moneybird", without("Idempotency-Key"), right, ""},
		"fintoro: empty":          {"fintoro", value(func(string) string { return "" }), malformed, "header-empty"},
		"moneybird: empty":        {"moneybird", value(func(string) string { return " " }), malformed, "header-empty"},
		"silverfin: empty":        {"silverfin", value(func(string) string { return "" }), malformed, "header-empty"},
		"bookkeeper: empty":       {"bookkeeper", value(func(string) string { return "" }), malformed, "header-empty"},
		"fintoro: nonsense":       {"fintoro", value(func(string) string { return "hello" }), malformed, "no-signature"},
		"fintoro: v1,":            {"fintoro", value(func(r string) string { return "v1," + r }), wrong, "version-prefix"},
		"fintoro: v1=":            {"fintoro", value(func(r string) string { return "v1=" + r }), wrong, "version-prefix"},
		"silverfin: sha256=":      {"silverfin", value(func(r string) string { return "sha256=" + r }), wrong, "version-prefix"},
		"moneybird: no v1=":       {"moneybird", value(func(r string) string { return strings.Replace(r, "v1=", "", 1) }), wrong, "version-missing"},
		"moneybird: v0=":          {"moneybird", value(func(r string) string { return strings.Replace(r, "v1=", "v0=", 1) }), wrong, "version-missing"},
		"bookkeeper: no v1,":      {"bookkeeper", value(func(r string) string { return strings.TrimPrefix(r, "v1,") }), wrong, "version-missing"},
		"bookkeeper: v1=":         {"bookkeeper", value(func(r string) string { return "v1=" + strings.TrimPrefix(r, "v1,") }), wrong, "version-missing"},
		"fintoro: blanks":         {"fintoro", value(func(r string) string { return " " + r }), wrong, "header-blanks"},
		"silverfin: line break":   {"silverfin", value(func(r string) string { return r + "\n" }), wrong, "header-blanks"},
		"fintoro: a list":         {"fintoro", value(func(r string) string { return r + "," + r }), wrong, "header-repeated"},
		"fintoro: joined":         {"fintoro", value(func(r string) string { return r + ", " + strings.Repeat("0", 64) }), wrong, "header-repeated"},
		"moneybird: blanks":       {"moneybird", value(func(r string) string { return strings.Replace(r, ",", ", ", 1) }), right, ""},
		"moneybird: no t":         {"moneybird", value(func(r string) string { return r[strings.Index(r, "v1="):] }), malformed, "timestamp-missing"},
		"moneybird: two t":        {"moneybird", value(func(r string) string { return "t=1," + r }), malformed, "timestamp-repeated"},
		"moneybird: t in words":   {"moneybird", value(func(r string) string { return "t=now,v1=" + strings.Repeat("0", 64) }), malformed, "timestamp-no-number"},
		"bookkeeper: other first": {"bookkeeper", value(func(r string) string { return "v1a,abc v1," + strings.Repeat("A", 43) + "= " + r }), right, ""},
		"fintoro: time in words":  {"fintoro", companion("webhook-timestamp", "2026-05-04T09:30:00Z"), malformed, "timestamp-no-number"},
		"fintoro: milliseconds":   {"fintoro", companion("webhook-timestamp", "1777887001000"), malformed, "timestamp-milliseconds"},
		"bookkeeper: dotted id":   {"bookkeeper", companion("webhook-id", "msg.1"), malformed, "dotted-id"},
		"fintoro: twice": {"fintoro", func(p *signer) []relay.Header {
			return append(p.headers(p.right()), relay.Header{Name: "Webhook-Signature", Value: p.right()})
		}, malformed, "header-repeated"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := signers(t)[tt.product]
			e := p.explainHeaders(t, tt.headers(&p))
			id := ""
			if e.Mistake != nil {
				id = e.Mistake.ID
			}
			if e.Verdict != tt.verdict || id != tt.id {
				t.Errorf("%s with %q (%+v), want %s with %q", e.Verdict, id, e.Mistake, tt.verdict, tt.id)
			}
		})
	}
}

// A time is held against now only where somebody asks, and 300 s either way are still right.
func TestExplainFreshness(t *testing.T) {
	t.Parallel()
	sent := time.Unix(1777887001, 0)
	for _, name := range []string{"fintoro", "moneybird", "bookkeeper"} {
		p := signers(t)[name]
		for age, want := range map[time.Duration]string{
			0: "", 300 * time.Second: "", -300 * time.Second: "", 301 * time.Second: "stale-timestamp", -301 * time.Second: "future-timestamp",
		} {
			in := p.presented(p.headers(p.right()))
			in.Now = sent.Add(age)
			e := p.explain(t, in)
			got := ""
			if e.Mistake != nil {
				got = e.Mistake.ID
			}
			if got != want || (e.Verdict == relay.SignatureRight) != (want == "") {
				t.Errorf("%s, %v old: %s, %q", name, age, e.Verdict, got)
			}
		}
	}
}

// A time that is a time zone away was made of local time, most likely.
func TestExplainTimeZone(t *testing.T) {
	t.Parallel()
	for away, local := range map[time.Duration]bool{
		2*time.Hour + 9*time.Second: true, -5*time.Hour - 30*time.Minute: true, 14 * time.Hour: true,
		2*time.Hour + 90*time.Second: false, 10 * time.Minute: false, 20 * time.Hour: false,
	} {
		for _, name := range []string{"fintoro", "moneybird", "bookkeeper"} {
			p := signers(t)[name]
			in := p.presented(p.headers(p.right()))
			in.Now = time.Unix(1777887001, 0).Add(away)
			e := p.explain(t, in)
			if e.Mistake == nil || strings.Contains(e.Mistake.Sentence, "local time") != local {
				t.Errorf("%s, %v: %s", name, away, e.Line())
			}
		}
	}
}

// The lines to change are about the header that is wrong, and not always about the signature's.
func TestExplainFixesNameTheHeader(t *testing.T) {
	t.Parallel()
	changed := func(name string, change func(h relay.Header) []relay.Header) func(p *signer) []relay.Header {
		return func(p *signer) []relay.Header {
			var headers []relay.Header
			for _, h := range p.headers(p.right()) {
				if strings.EqualFold(h.Name, name) {
					headers = append(headers, change(h)...)
					continue
				}
				headers = append(headers, h)
			}
			return headers
		}
	}
	gone := func(relay.Header) []relay.Header { return nil }
	twice := func(h relay.Header) []relay.Header { return []relay.Header{h, h} }
	emptied := func(h relay.Header) []relay.Header { return []relay.Header{{Name: h.Name}} }
	for name, tt := range map[string]struct {
		product, header string
		change          func(relay.Header) []relay.Header
		right           string // for Node
	}{
		"id gone":        {"fintoro", "webhook-id", gone, `req.headers["webhook-id"]`},
		"time gone":      {"bookkeeper", "webhook-timestamp", gone, `req.headers["webhook-timestamp"]`},
		"signature gone": {"fintoro", "webhook-signature", gone, `req.headers["webhook-signature"]`},
		"id empty":       {"bookkeeper", "webhook-id", emptied, `headers["webhook-id"] = id;`},
		"time twice":     {"fintoro", "webhook-timestamp", twice, `headers.set("webhook-timestamp", String(Math.floor(`},
		"id twice":       {"fintoro", "webhook-id", twice, `headers.set("webhook-id", id);`},
		"key twice":      {"moneybird", "Idempotency-Key", twice, `headers.set("Idempotency-Key", id);`},
	} {
		p := signers(t)[tt.product]
		e := p.explainHeaders(t, changed(tt.header, tt.change)(&p))
		if e.Mistake == nil || len(e.Mistake.Fixes) == 0 || !strings.Contains(e.Mistake.Fixes[0].Right, tt.right) {
			t.Errorf("%s: %+v", name, e.Mistake)
		}
	}
}

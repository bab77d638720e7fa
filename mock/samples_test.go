package mock

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// sampleSeeds is from how many seeds samples are drawn.
const sampleSeeds = 40

// What the samples say is booked without a breach, whatever the seed; and these kinds of events book something.
func TestSamplesAreSound(t *testing.T) {
	t.Parallel()
	catalogue, err := fixtures.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, dialect := range provider.All() {
		name := dialect.Traits().Name
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			books := map[string]int{} // postings by kind, over all seeds
			for seed := range uint64(sampleSeeds) {
				s := sampler{catalogue: catalogue, dialect: dialect, chance: relay.Chance{Seed: seed}}
				for _, eventType := range catalogue.Types(name) {
					for _, p := range s.book(t, eventType.Name) {
						books[string(p.Kind)]++
					}
				}
			}
			for kind := range books {
				books[kind] = 1 // that they are there is what counts
			}
			want := map[string]map[string]int{
				"finpilo":    {"invoice": 1, "receipt": 1},
				"fintoro":    {"invoice": 1, "credit_note": 1, "payment": 1, "receipt": 1},
				"moneybird":  {"invoice": 1, "payment": 1, "receipt": 1},
				"silverfin":  {},
				"bookkeeper": {"payment": 1, "refund": 1},
			}
			if diff := cmp.Diff(want[name], books); diff != "" {
				t.Errorf("kinds that were booked (-want +got):\n%s", diff)
			}
		})
	}
}

// sampler draws events as they go over the wire.
type sampler struct {
	catalogue *fixtures.Catalogue
	dialect   relay.Dialect
	chance    relay.Chance
}

// book returns what one sample of a type books; a breach fails the test.
func (s sampler) book(t *testing.T, eventType string) []relay.Posting {
	t.Helper()
	const base = "http://127.0.0.1:7117"
	number, now := s.chance.Seed*1000+7, time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)
	name := s.dialect.Traits().Name
	sample, err := s.catalogue.Sample(name, eventType, relay.Draw{Chance: s.chance, Key: fmt.Sprint(number), Number: number, Now: now, BaseURL: base})
	if err != nil {
		t.Fatal(err)
	}
	sub := relay.Subscription{ID: "sub_1", Provider: name, URL: base + "/" + name, CreatedAt: now}
	if err := s.dialect.Prepare(&sub, s.chance); err != nil {
		t.Fatal(err)
	}
	published := relay.Event{ID: "evt_1", Provider: name, Type: eventType, Data: sample.Data, Context: sample.Context, OccurredAt: now}
	message, err := s.dialect.Render(relay.RenderInput{Event: &published, Subscription: &sub, DeliveryID: "dlv_1", Chance: s.chance, BaseURL: base})
	if err != nil {
		t.Fatal(err)
	}
	body := strings.Replace(string(message.Body), `"id":"`+message.DialectID+`"`, `"id":"msg_1"`, 1)
	e := readEvent(t, name, body)
	c := e.claim
	if e.detail != "" {
		record := s.detail(t, e, strings.HasSuffix(eventType, ".paid"))
		if c, err = productNamed(t, name).detailed(e, record); err != nil {
			t.Fatalf("seed %d, %s: %v\n%s", s.chance.Seed, eventType, err, record)
		}
	}
	if strings.Contains(e.remark, "not booked") {
		t.Errorf("seed %d, %s: %s\n%s", s.chance.Seed, eventType, e.remark, body)
	}
	if c == nil {
		return nil
	}
	var l ledger
	l.take(t, c)
	for _, p := range l.postings {
		for _, breach := range p.Breaches {
			t.Errorf("seed %d, %s: %s\n%s", s.chance.Seed, eventType, breach, body)
		}
	}
	return l.postings
}

// detail is the record as the product's read API shows it.
func (s sampler) detail(t *testing.T, e event, paid bool) []byte {
	t.Helper()
	kind, id, _ := strings.Cut(e.document, "/")
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC)
	record, err := s.catalogue.Record("fintoro", kind, relay.Known{ID: n, Company: 1, MadeAt: at, ChangedAt: at, Paid: paid}, s.chance, "http://127.0.0.1:7117")
	if err != nil {
		t.Fatal(err)
	}
	return record
}

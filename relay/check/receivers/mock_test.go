package receivers_test

import (
	"context"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// served starts a node whose mock knows every product's secrets, and gives its client.
func served(t *testing.T) (*local.Node, *control.Client) {
	t.Helper()
	seed := uint64(7)
	node, err := local.Start(context.Background(), local.Options{Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0", Seed: &seed, Bare: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := node.Close(); err != nil {
			t.Error(err)
		}
	})
	client := control.NewClient(node.ControlURL)
	for _, product := range products() {
		secrets := append(secretsOf(product), "")
		if _, err := client.Subscribe(t.Context(), control.CreateSubscription{
			Provider: product, URL: node.MockURL + "/" + product, Secret: secrets[0], Secret2: secrets[1], NoProbe: true,
		}); err != nil {
			t.Fatal(err)
		}
	}
	return node, client
}

// postedBy is what the mock's books show of a product: of one event several postings, such as an invoice and its payment.
func postedBy(node *local.Node, product string) func(context.Context) ([]relay.ObservedItem, error) {
	return func(ctx context.Context) ([]relay.ObservedItem, error) {
		var items []relay.ObservedItem
		for cursor := ""; ; {
			postings, next, err := node.Books.Postings(ctx, product, cursor, 1000)
			if err != nil {
				return nil, err
			}
			for i := range postings {
				p := &postings[i]
				items = append(items, relay.ObservedItem{EventID: p.DedupKey, DocumentID: p.Document, Kind: string(p.Kind), Reference: p.Reference})
			}
			if cursor = next; cursor == "" {
				return items, nil
			}
		}
	}
}

// The mock is a right receiver of every product.
func TestTheMockPasses(t *testing.T) {
	t.Parallel()
	node, _ := served(t)
	var trials []trial
	for _, product := range products() {
		trials = append(trials, trial{name: product, url: node.MockURL + "/" + product, product: product, observed: postedBy(node, product),
			only: quick("delivery", "signature", "time", "identity", "events", "order", "answer")})
	}
	for i, report := range all(t, trials) {
		t.Run(trials[i].name, func(t *testing.T) { passes(t, report) })
	}
}

// With a fault of the receiver the mock is a mutant.
func TestTheMocksFaultsAreSeen(t *testing.T) {
	t.Parallel()
	node, client := served(t)
	for name, tt := range map[string]struct {
		fault control.AddFault
		m     mutant
	}{
		"it answers 500":           {control.AddFault{Name: "status", Value: "500"}, mutant{want: []string{"delivery/valid"}, says: "answered 500"}},
		"it gives no answer":       {control.AddFault{Name: "lose-ack"}, mutant{want: []string{"delivery/valid"}, says: "gave no answer"}},
		"it redirects":             {control.AddFault{Name: "redirect"}, mutant{want: []string{"delivery/valid"}, says: "answered 30", also: []string{"answer/redirect"}}},
		"it breaks its answer off": {control.AddFault{Name: "truncate-reply"}, mutant{want: []string{"delivery/valid"}, says: "closed in the middle of the answer"}},
	} {
		tt.fault.At = "receiver"
		rule, err := client.AddFault(t.Context(), tt.fault)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) {
			tt.m.judge(t, all(t, []trial{{name: name, url: node.MockURL + "/finpilo", product: "finpilo", only: tt.m.cases()}})[0])
		})
		if err := client.RemoveFault(t.Context(), rule.ID); err != nil {
			t.Fatal(err)
		}
	}
}

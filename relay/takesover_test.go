package relay_test

import (
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// An entity's webhook is not the workspace's: the mock goes on being that, until there is another.
func TestBuiltinStaysWhereNothingTakesItsPlace(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	subscribe := func(own string, builtin bool) (made relay.Subscription, aside string) {
		t.Helper()
		made, aside, err := h.Subscribe(t.Context(), relay.Subscription{
			Provider: "finpilo", URL: "http://127.0.0.1:3000/", Own: []byte(own), Builtin: builtin,
		})
		if err != nil {
			t.Fatal(err)
		}
		return made, aside
	}
	state := func(id string) relay.SubscriptionState {
		t.Helper()
		sub, err := h.Subscription(id)
		if err != nil {
			t.Fatal(err)
		}
		return sub.State
	}
	mock, _ := subscribe("", true)
	entity, aside := subscribe(`{"scope":"entity","companyReferenceId":"ENT-00007","custom":true}`, false)
	if aside != "" || state(mock.ID) != relay.Active {
		t.Errorf("after an entity's webhook: aside %q, the mock is %s", aside, state(mock.ID))
	}
	workspace, aside := subscribe(`{"scope":"workspace"}`, false)
	if aside != mock.ID || state(mock.ID) != relay.Deactivated {
		t.Errorf("after the workspace's webhook: aside %q, the mock is %s", aside, state(mock.ID))
	}
	if err := h.Unsubscribe(t.Context(), workspace.ID); err != nil || state(mock.ID) != relay.Active {
		t.Errorf("after the workspace's webhook is gone: %v, the mock is %s", err, state(mock.ID))
	}
	if err := h.Unsubscribe(t.Context(), entity.ID); err != nil || state(mock.ID) != relay.Active {
		t.Errorf("after the entity's is gone: %v, the mock is %s", err, state(mock.ID))
	}
}

// A URL for a type that the product does not send is refused when a subscription changes, as it is when one is made.
func TestUpdateChecksRoutedTypes(t *testing.T) {
	t.Parallel()
	h := newHarness(t, always(200, ""))
	sub := h.subscribe("bookkeeper")
	_, err := h.Update(t.Context(), sub.ID, func(s *relay.Subscription) error {
		s.URLs = map[string]string{"payment.confirm": "http://127.0.0.1:3000/"}
		return nil
	})
	if err == nil {
		t.Error("a URL for payment.confirm is taken")
	}
}

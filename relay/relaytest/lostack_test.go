package relaytest_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/relaytest"
)

func TestALostAnswerBooksOnce(t *testing.T) {
	t.Parallel()
	var seen sync.Map // your database, in real life
	var booked atomic.Int32
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, again := seen.LoadOrStore(r.Header.Get("Webhook-Id"), true); !again {
			booked.Add(1)
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer app.Close()

	h := relaytest.New(t)
	h.Subscribe("fintoro", app.URL)
	h.Inject("lose-ack", relaytest.When{First: 1})
	paid := h.Trigger("fintoro", "invoices.paid", relaytest.Set{"resource.id": 4812})

	if d := h.RequireDelivered(paid); d.AttemptCount != 2 || booked.Load() != 1 {
		t.Errorf("%d attempts, booked %d times; want 2 and once", d.AttemptCount, booked.Load())
	}
}

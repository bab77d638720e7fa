// Package relaytest is ledgerhook in a Go test: an accounting product that sends its webhooks to the handler under test, on
// a clock that the test moves. It is shaped like net/http/httptest:
//
//	func TestALostAnswerBooksOnce(t *testing.T) {
//		app := httptest.NewServer(newApp())
//		defer app.Close()
//
//		h := relaytest.New(t)
//		h.Subscribe("fintoro", app.URL)
//		h.Inject("lose-ack", relaytest.When{First: 1})
//		paid := h.Trigger("fintoro", "invoices.paid", relaytest.Set{"resource.id": 4812})
//
//		h.RequireDelivered(paid) // at the second attempt: the clock has gone on by itself
//	}
//
// A Relay is a whole ledgerhook of its own, in memory, on free ports of loopback, on a clock that stands still. It ends with
// its test and leaves no goroutine and no file. Tests may run in parallel. All it draws comes from Options.Seed, so a test
// sends the same each time, but for the ports.
//
// Methods that cannot do what they are asked end the test, as t.Fatal does; so they are called from the test's own
// goroutine, and not in t.Cleanup, where the test's context has ended. What failed is shown with the HTTP exchange that it is
// about, and credentials in it are masked.
//
// The handler is real, and so are the time it takes and the time limits of the products. Only the waits between attempts
// pass at once.
//
// It is for tests alone: of this project it may import relay, relay/control, relay/export and relay/local.
package relaytest

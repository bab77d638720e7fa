package emulate

import (
	"net/http"
	"slices"

	"github.com/ledgerhook/ledgerhook/relay"
)

// bookkeeperDelivery is a line of the log of deliveries.
type bookkeeperDelivery struct {
	ID            string  `json:"id"`
	MessageID     string  `json:"message_id"` // webhook-id
	EndpointID    string  `json:"endpoint_id"`
	EventType     string  `json:"event_type"`
	URL           string  `json:"url"` // without credentials
	State         string  `json:"state"`
	Reason        *string `json:"reason"`
	Attempts      int     `json:"attempts"`
	LastStatus    *int    `json:"last_status"`
	LastError     *string `json:"last_error"`
	CreatedAt     string  `json:"created_at"`
	SettledAt     *string `json:"settled_at"`
	NextAttemptAt *string `json:"next_attempt_at"`
}

// deliveries is the log, newest first, in pages. That there is one is documented, its shape is our choice.
func (b *bookkeeper) deliveries(r *http.Request, who caller) (answer, error) {
	parameters, err := parametersOf(r, "endpoint_id", "cursor", "limit")
	if err != nil {
		return answer{}, err
	}
	limit, err := limitOf(parameters, 100, 1000)
	if err != nil {
		return answer{}, err
	}
	ids, err := b.endpointIDs(who)
	if err != nil {
		return answer{}, err
	}
	if id, given := parameters["endpoint_id"]; given {
		if !slices.Contains(ids, id) {
			return answer{}, notFound("no such endpoint")
		}
		ids = []string{id}
	}
	var body struct {
		Deliveries []bookkeeperDelivery `json:"deliveries"`
		NextCursor *string              `json:"next_cursor"`
	}
	if len(ids) == 0 {
		return answerOf(http.StatusOK, body)
	}
	page, next, err := b.Store.Deliveries(r.Context(), relay.DeliveryQuery{
		Filter: filterOf(ids), Now: b.Clock.Now(), Cursor: parameters["cursor"], Limit: limit,
	})
	if err != nil {
		return answer{}, named(err, nil)
	}
	for i := range page {
		body.Deliveries = append(body.Deliveries, loggedOf(&page[i]))
	}
	body.NextCursor = orNull(next)
	return answerOf(http.StatusOK, body)
}

// endpointIDs are those of the caller's. The mock's built-in one counts for the workspace here: what it got is in no other
// log.
func (b *bookkeeper) endpointIDs(who caller) ([]string, error) {
	subs, err := b.subscriptions("bookkeeper", who)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, sub := range subs {
		ids = append(ids, sub.ID)
	}
	for _, sub := range b.Engine.Subscriptions() {
		if sub.Builtin && sub.Provider == "bookkeeper" && who.account == WorkspaceAccount {
			ids = append(ids, sub.ID)
		}
	}
	return ids, nil
}

// filterOf takes the deliveries of some endpoints.
func filterOf(ids []string) relay.Filter {
	return relay.Filter{Terms: []relay.Term{{Field: relay.FieldSubscription, Op: relay.Equal, Values: ids}}}
}

func loggedOf(d *relay.Delivery) bookkeeperDelivery {
	return bookkeeperDelivery{
		ID: d.ID, MessageID: d.DialectID, EndpointID: d.SubscriptionID, EventType: d.Type, URL: relay.MaskURL(d.URL), State: string(d.State),
		Reason: orNull(d.Reason), Attempts: d.AttemptCount, LastStatus: orNull(d.LastStatus), LastError: orNull(d.LastError),
		CreatedAt: wireTime(d.CreatedAt), SettledAt: timeOrNull(d.SettledAt), NextAttemptAt: timeOrNull(d.DueAt),
	}
}

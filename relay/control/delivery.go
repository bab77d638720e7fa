package control

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Event is an event as JSON. Lists and publish answers leave Data out.
type Event struct {
	ID         string          `json:"id"`
	Provider   string          `json:"provider"`
	Type       string          `json:"type"`
	DialectID  string          `json:"dialect_id,omitempty,omitzero" doc:"the identity that the product gives the event on the wire"`
	Subject    string          `json:"subject,omitempty,omitzero" doc:"the record that the event is about: its kind, a slash, its id"`
	OccurredAt Time            `json:"occurred_at"`
	CreatedAt  Time            `json:"created_at"`
	Data       json.RawMessage `json:"data,omitempty,omitzero" doc:"the business part"`
}

// Delivery is a delivery as JSON: without attempts in lists.
type Delivery struct {
	ID             string  `json:"id"`
	EventID        string  `json:"event_id"`
	SubscriptionID string  `json:"subscription_id"`
	Provider       string  `json:"provider"`
	Type           string  `json:"type"`
	URL            string  `json:"url" doc:"with credentials masked"`
	DialectID      string  `json:"dialect_id" doc:"the identity on the wire that stays the same over all attempts"`
	State          string  `json:"state"`
	Reason         string  `json:"reason"`
	Reference      string  `json:"reference" doc:"what the receiver answered as its own reference"`
	ReplayOf       string  `json:"replay_of"`
	IncomingID     string  `json:"incoming_id,omitempty,omitzero" doc:"the request at a hook of the relay that it passes on"`
	DueAt          *Time   `json:"due_at" nullable:"true"`
	CreatedAt      Time    `json:"created_at"`
	SettledAt      *Time   `json:"settled_at" nullable:"true"`
	AttemptCount   int     `json:"attempt_count"`
	LastStatus     int     `json:"last_status" doc:"0 when no answer came"`
	LastOutcome    string  `json:"last_outcome"`
	LastDurationMS float64 `json:"last_duration_ms"`
	LastError      string  `json:"last_error"`
	LastFaults     int     `json:"last_faults" doc:"how many faults hit the newest attempt"`
	PostponedBy    []Fault `json:"postponed_by,omitempty,omitzero" doc:"the faults that have put off the next attempt"`
	BlockedBy      string  `json:"blocked_by" doc:"the failed delivery of an ordered subscription that this one waits behind; empty in lists"`
	BlockedUntil   *Time   `json:"blocked_until" nullable:"true" doc:"when that one is sent again; null in lists"`

	Outcomes []AttemptOutcome `json:"outcomes,omitzero" doc:"in lists that were asked for them: of the newest attempts, 20 at most, oldest first"`
	Attempts []Attempt        `json:"attempts,omitzero" doc:"not in lists"`
	URLNotes []relay.URLNote  `json:"url_notes,omitzero" doc:"what production would have against where it goes; not in lists"`

	Body       *string `json:"body,omitzero" doc:"what is sent, where it is valid UTF-8; not in lists"`
	BodyBase64 string  `json:"body_base64,omitempty,omitzero" doc:"what is sent, where it is not"`
	BodyMasked bool    `json:"body_masked,omitzero" doc:"credentials in the body are shown as ***; reveal shows them"`
}

// Final reports whether nothing more happens to the delivery by itself.
func (d *Delivery) Final() bool { return relay.DeliveryState(d.State).Final() }

// Attempt is one HTTP exchange as JSON.
type Attempt struct {
	Number     int      `json:"number"`
	PlannedAt  *Time    `json:"planned_at" nullable:"true" doc:"when it was due: by the schedule, by the fault that put it off, or when a person brought it forward; null where that is not known"`
	StartedAt  Time     `json:"started_at"`
	DurationMS float64  `json:"duration_ms" doc:"in real time"`
	Timings    Timings  `json:"timings,omitempty,omitzero" doc:"the parts of its duration; absent where they are not known"`
	Outcome    string   `json:"outcome"`
	Status     int      `json:"status" doc:"0 when no answer came"`
	Error      string   `json:"error"`
	Note       string   `json:"note,omitempty,omitzero"`
	Request    Message  `json:"request"`
	Response   *Message `json:"response"`
	Faults     []Fault  `json:"faults"`

	Explanation string `json:"explanation,omitempty,omitzero" doc:"of a 400, 401 or 403: what was signed, and what the answer tells of the receiver's mistake, in one line"`
}

// Timings are the parts of an attempt in real time, as JSON. A part that did not happen is 0: a kept connection has no
// DNS, connect and TLS.
type Timings struct {
	DNSMS       float64 `json:"dns_ms" doc:"asking for the address"`
	ConnectMS   float64 `json:"connect_ms"`
	TLSMS       float64 `json:"tls_ms" doc:"the handshake"`
	FirstByteMS float64 `json:"first_byte_ms" doc:"from the attempt's start to the first byte of the answer; 0 when none came"`
	Reused      bool    `json:"reused" doc:"a kept connection was used"`
}

// Message is a request or a response as JSON. The body is a string where it is valid UTF-8, else body_base64.
type Message struct {
	Method     string              `json:"method,omitempty,omitzero"`
	URL        string              `json:"url,omitempty,omitzero"`
	Status     int                 `json:"status,omitempty,omitzero"`
	Headers    map[string][]string `json:"headers" doc:"names in the casing of the wire"`
	Body       *string             `json:"body,omitzero"`
	BodyBase64 string              `json:"body_base64,omitempty,omitzero"`
	BodyMasked bool                `json:"body_masked,omitzero" doc:"credentials in the body are shown as ***; reveal shows them"`
	Truncated  int64               `json:"truncated,omitempty,omitzero" doc:"how many further bytes were thrown away"`
}

// Bytes are the body's bytes.
func (m *Message) Bytes() []byte {
	if m.Body != nil {
		return []byte(*m.Body)
	}
	raw, _ := base64.StdEncoding.DecodeString(m.BodyBase64)
	return raw
}

// Plain is an answer's body as its sender reads it, for people: relay.Response's. remark says what was undone of how it came,
// or why that could not be; empty for neither.
func (m *Message) Plain() (body []byte, remark string) {
	came := m.Bytes()
	response := relay.Response{Body: came, Truncated: m.Truncated}
	for name, values := range m.Headers {
		for _, value := range values {
			response.Headers = append(response.Headers, relay.Header{Name: name, Value: value})
		}
	}
	body, problem := response.Plain()
	if problem != "" {
		return body, problem
	}
	if coding := response.Coding(); coding != "" && len(came) > 0 {
		remark = fmt.Sprintf("it came as %d bytes of %s", len(came), coding)
	}
	return body, remark
}

// Fault is a hit of a fault rule as JSON.
type Fault struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Value  string   `json:"value,omitempty,omitzero"`
	At     string   `json:"at"`
	Note   string   `json:"note,omitempty,omitzero"`
	Actual *Message `json:"actual_response,omitempty,omitzero" doc:"what the receiver really answered"`
}

// EventOf shows an event without its data.
func EventOf(e *relay.Event) Event {
	return Event{
		ID: e.ID, Provider: e.Provider, Type: e.Type, DialectID: e.DialectID, Subject: e.Subject,
		OccurredAt: Time{e.OccurredAt}, CreatedAt: Time{e.CreatedAt},
	}
}

// DeliveryOf shows a delivery as lists do.
func DeliveryOf(d *relay.Delivery) Delivery {
	shown := Delivery{
		ID: d.ID, EventID: d.EventID, SubscriptionID: d.SubscriptionID, Provider: d.Provider, Type: d.Type,
		URL: relay.MaskURL(d.URL), DialectID: d.DialectID,
		State: string(d.State), Reason: d.Reason, Reference: d.Reference, ReplayOf: d.ReplayOf, IncomingID: d.IncomingID,
		DueAt: timeOrNil(d.DueAt), CreatedAt: Time{d.CreatedAt}, SettledAt: timeOrNil(d.SettledAt),
		AttemptCount: d.AttemptCount, LastStatus: d.LastStatus, LastOutcome: string(d.LastOutcome),
		LastDurationMS: milliseconds(d.LastDuration), LastError: d.LastError, LastFaults: d.LastFaults,
	}
	if len(d.Postponed) > 0 {
		shown.PostponedBy = FaultsOf(d.Postponed)
	}
	return shown
}

// AttemptOf shows an attempt whole.
func AttemptOf(a *relay.Attempt) Attempt {
	shown := Attempt{
		Number: a.Number, PlannedAt: timeOrNil(a.PlannedAt), StartedAt: Time{a.StartedAt}, DurationMS: milliseconds(a.Duration), Timings: timingsOf(a.Timings),
		Outcome: string(a.Outcome), Status: a.Status(), Error: a.Error, Note: a.Note,
		Request: Message{Method: a.Request.Method, URL: relay.MaskURL(a.Request.URL), Headers: headersOf(a.Request.Headers)},
		Faults:  FaultsOf(a.Faults), Response: responseOf(a.Response),
	}
	shown.Request.setBody(a.Request.Body)
	return shown
}

func timingsOf(t relay.Timings) Timings {
	return Timings{
		DNSMS: milliseconds(t.DNS), ConnectMS: milliseconds(t.Connect), TLSMS: milliseconds(t.TLS),
		FirstByteMS: milliseconds(t.FirstByte), Reused: t.Reused,
	}
}

// FaultsOf shows the hits of fault rules.
func FaultsOf(faults []relay.AppliedFault) []Fault {
	shown := make([]Fault, len(faults))
	for i, f := range faults {
		shown[i] = Fault{ID: f.RuleID, Name: f.Name, Value: f.Value, At: string(f.At), Note: f.Note, Actual: responseOf(f.Actual)}
	}
	return shown
}

func responseOf(r *relay.Response) *Message {
	if r == nil {
		return nil
	}
	m := &Message{Status: r.Status, Headers: headersOf(r.Headers), Truncated: r.Truncated}
	m.setBody(r.Body)
	return m
}

func headersOf(headers []relay.Header) map[string][]string {
	shown := make(map[string][]string, len(headers))
	for _, h := range headers {
		shown[h.Name] = append(shown[h.Name], relay.MaskHeader(h.Name, h.Value)) // what an older ledgerhook stored, too
	}
	return shown
}

func (m *Message) setBody(body []byte) { m.Body, m.BodyBase64 = bodyOf(body) }

// bodyOf is a string where the bytes are valid UTF-8, and base64 where they are not.
func bodyOf(body []byte) (text *string, encoded string) {
	if !utf8.Valid(body) {
		return nil, base64.StdEncoding.EncodeToString(body)
	}
	whole := string(body)
	return &whole, ""
}

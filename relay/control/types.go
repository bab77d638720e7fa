package control

import (
	"encoding/json"
	"reflect"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// PublishRequest asks for one event.
type PublishRequest struct {
	Provider       string                     `json:"provider" doc:"finpilo, fintoro, moneybird, silverfin or bookkeeper" example:"fintoro"`
	Type           string                     `json:"type" doc:"the product's own name of the event" example:"invoices.paid"`
	Data           json.RawMessage            `json:"data,omitempty,omitzero" doc:"replaces the business part of the sample"`
	Set            map[string]json.RawMessage `json:"set,omitempty,omitzero" doc:"dotted path in the body -> JSON value, put there as it is"`
	SetText        map[string]string          `json:"set_text,omitempty,omitzero" doc:"dotted path in the body -> text, which takes the kind that the body has there"`
	Record         json.RawMessage            `json:"record,omitempty,omitzero" doc:"where an event only names a record (Fintoro): an object that a read of it tells from now on, laid over the sample and over what earlier events told"`
	OccurredAt     *Time                      `json:"occurred_at,omitempty,omitzero" doc:"absent: now" example:"2026-05-04T09:30:00Z"`
	SubscriptionID string                     `json:"subscription_id,omitempty,omitzero" doc:"send to this one only"`
}

// Published is an event with its deliveries.
type Published struct {
	Event      Event      `json:"event"`
	Deliveries []Delivery `json:"deliveries"`
}

// CreateSubscription asks for a subscription.
type CreateSubscription struct {
	Provider string            `json:"provider" doc:"finpilo, fintoro, moneybird, silverfin or bookkeeper" example:"fintoro"`
	URL      string            `json:"url" doc:"where events go" example:"http://127.0.0.1:3000/webhooks"`
	URLs     map[string]string `json:"urls,omitempty,omitzero" doc:"event type -> URL, where the product routes by type"`
	Events   []string          `json:"events,omitempty,omitzero" doc:"event types or groups; empty: every type of the product"`
	Secret   string            `json:"secret,omitempty,omitzero" doc:"drawn where it is empty"`
	Secret2  string            `json:"secret2,omitempty,omitzero"`
	Name     string            `json:"name,omitempty,omitzero" maxLength:"255"`
	NoProbe  bool              `json:"no_probe,omitempty,omitzero" doc:"do not ask the URL first, where the product does (Moneybird)"`

	DeclaredAs string `json:"declared_as,omitempty,omitzero" maxLength:"255" doc:"its name in ledgerhook.yaml, of which there is one; empty: made by hand"`
	DryRun     bool   `json:"dry_run,omitempty,omitzero" doc:"only say what would be refused; nothing is made, drawn or asked of the receiver"`
	SubscriptionLimits
}

// Provider is a product and what is known of it.
type Provider struct {
	Name   string       `json:"name"`
	Title  string       `json:"title"`
	Traits Traits       `json:"traits"`
	Events []EventType  `json:"events"`
	Groups []string     `json:"groups,omitempty,omitzero" doc:"names that take every event beginning with them"`
	Facts  []relay.Fact `json:"facts"`
}

// Traits are a product's rules as JSON.
type Traits struct {
	Auth         string    `json:"auth"`
	DedupKey     string    `json:"dedup_key"`
	SuccessRule  string    `json:"success_rule"`
	TimeoutMS    float64   `json:"timeout_ms"`
	MaxAttempts  int       `json:"max_attempts"`
	RetryWaitsMS []float64 `json:"retry_waits_ms" doc:"the waits between attempts, without jitter"`
	Jitter       float64   `json:"jitter" doc:"the share of a wait by which it may be longer, drawn from the seed"`
	SecretNames  []string  `json:"secret_names" doc:"what --secret and --secret2 are"`
	Expires      bool      `json:"expires_when_spent" doc:"a delivery that used up its schedule ends the subscription for good"`
	GoneDisables bool      `json:"gone_disables" doc:"the answer 410 disables the subscription"`
}

// EventType is one kind of event.
type EventType struct {
	Name    string `json:"name"`
	Meaning string `json:"meaning"`
}

// FaultRule is a fault rule as JSON.
type FaultRule struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	Value     string  `json:"value"`
	At        string  `json:"at"`
	Filter    string  `json:"filter"`
	First     int     `json:"first"`
	Every     int     `json:"every"`
	Chance    float64 `json:"chance"`
	Limit     int     `json:"limit"`
	Hits      int     `json:"hits"`
	CreatedAt Time    `json:"created_at"`

	Acts    string    `json:"acts" doc:"when in the course of an attempt it acts" example:"after it is signed"`
	Order   int       `json:"order" doc:"its place among the rules of the same place, from 1: on one delivery they act in this order"`
	LastHit *FaultHit `json:"last_hit,omitempty,omitzero" doc:"what it struck last since the start; absent for nothing yet"`

	DeclaredAs string `json:"declared_as" doc:"its name in ledgerhook.yaml; empty when a person made it"`
}

// FaultHit is what a rule struck.
type FaultHit struct {
	At     Time   `json:"at"`
	Key    string `json:"key" doc:"at the sender a delivery, at the receiver what the mock deduplicates by, at the API the call"`
	Number int    `json:"number" doc:"of the attempt, request or read with this key, from 1"`
}

// AddFault asks for a fault rule. At most one of first, every and chance is given; none means always.
type AddFault struct {
	Name   string  `json:"name" doc:"a fault of the catalogue" example:"lose-ack"`
	Value  string  `json:"value,omitempty,omitzero" doc:"where the fault takes one"`
	At     string  `json:"at,omitempty,omitzero" enum:"sender,receiver,api" doc:"who misbehaves; empty: the first place that the fault can be at"`
	Filter string  `json:"filter,omitempty,omitzero" doc:"which deliveries, in the filter language; empty: all" example:"provider:fintoro type:invoices.*"`
	First  int     `json:"first,omitempty,omitzero" minimum:"0" doc:"the first N attempts of each delivery"`
	Every  int     `json:"every,omitempty,omitzero" minimum:"0" doc:"every N-th matching delivery"`
	Chance float64 `json:"chance,omitempty,omitzero" minimum:"0" maximum:"1"`
	Limit  int     `json:"limit,omitempty,omitzero" minimum:"0" doc:"stop after so many hits"`

	DeclaredAs string `json:"declared_as,omitempty,omitzero" maxLength:"255" doc:"its name in ledgerhook.yaml; empty: made by hand"`
	DryRun     bool   `json:"dry_run,omitempty,omitzero" doc:"only say what would be refused"`
}

// CatalogueEntry is one fault that can be added.
type CatalogueEntry struct {
	Name    string   `json:"name"`
	Spec    string   `json:"spec" doc:"as it is typed, such as delay[=DURATION]"`
	Value   string   `json:"value,omitempty,omitzero" doc:"what stands behind the = sign"`
	Default string   `json:"default,omitempty,omitzero" doc:"what it is where nothing stands there; empty where something must"`
	Places  []string `json:"places" doc:"who can misbehave so; a rule that names nobody means the first"`
	Acts    string   `json:"acts" doc:"when in the course of an attempt it acts"`
	Meaning string   `json:"meaning" doc:"what it stands for in real life"`
	Expect  string   `json:"expect" doc:"what the correct other side does"`
	Example string   `json:"example" doc:"a command"`
}

// Clock is the engine's clock.
type Clock struct {
	Mode      string  `json:"mode" doc:"real or virtual"`
	Running   bool    `json:"running" doc:"it goes on by itself: always so of a real one"`
	Now       Time    `json:"now"`
	TimeScale float64 `json:"time_scale" doc:"what the waits of schedules are divided by"`
	NextDueAt *Time   `json:"next_due_at" nullable:"true" doc:"when the next attempt may start, by this clock; null: none is due, and what is held or blocked does not count"`
}

// AdvanceClock asks a virtual clock to move forward.
type AdvanceClock struct {
	By string `json:"by" doc:"a duration such as 90s or 48h, or next: to when the next attempt is due" example:"48h"`
}

// Waited is the answer of a wait.
type Waited struct {
	Final  bool           `json:"final" doc:"false when the time was up before all were final"`
	States map[string]int `json:"states"`
}

// Receipt is what the mock received, as JSON.
type Receipt struct {
	ID         string   `json:"id"`
	Provider   string   `json:"provider"`
	ReceivedAt Time     `json:"received_at"`
	Verdict    string   `json:"verdict"`
	Problem    string   `json:"problem"`
	EventType  string   `json:"event_type"`
	DedupKey   string   `json:"dedup_key"`
	Reference  string   `json:"reference"`
	Status     int      `json:"status"`
	Request    Message  `json:"request"`
	Faults     []Fault  `json:"faults"`
	Fetches    []Fetch  `json:"fetches" doc:"what was read for it after the answer, or is to be read"`
	Breaches   []string `json:"breaches" doc:"what the checks found wrong with its postings"`
	Attempt    int      `json:"attempt,omitzero" doc:"in the books of a delivery: which of its attempts brought it, as we infer from the times; absent where that cannot be told, and for those of other deliveries with its key"`
}

// Fetch is something that the mock reads for a receipt, as JSON.
type Fetch struct {
	What    string `json:"what" enum:"detail,file"`
	URL     string `json:"url" doc:"as it was asked for: a path of the product's API, or a URL in the body"`
	State   string `json:"state" enum:"waiting,fetched,gone,failed" doc:"gone: 404, as often as it was asked for"`
	Tries   int    `json:"tries"`
	Status  int    `json:"status" doc:"of the last answer; 0 when none came"`
	Problem string `json:"problem" doc:"of the last try"`
	Fault   string `json:"fault" doc:"that the last answer says was injected into it"`
	NextTry *Time  `json:"next_try" nullable:"true" doc:"null unless it waits"`
	Bytes   int64  `json:"bytes"`
	SHA256  string `json:"sha256" doc:"of its bytes, in hex; empty until it was read"`
}

// Posting is a double entry in the mock's books, as JSON.
type Posting struct {
	Reference string   `json:"reference"`
	Kind      string   `json:"kind" enum:"invoice,credit_note,payment,receipt,refund,correction,reversal,document"`
	Provider  string   `json:"provider"`
	Document  string   `json:"document" doc:"of the product, such as invoice/4812"`
	Amends    string   `json:"amends" doc:"the reference of the posting that a correction or reversal amends"`
	DedupKey  string   `json:"dedup_key"`
	ReceiptID string   `json:"receipt_id"`
	Text      string   `json:"text"`
	Currency  string   `json:"currency"`
	Entries   []Entry  `json:"entries"`
	Breaches  []string `json:"breaches" doc:"what the checks found wrong with it; empty when it is sound"`
	File      *Fetch   `json:"file,omitempty,omitzero" doc:"the document's file; absent where the event names none that is read"`
	PostedAt  Time     `json:"posted_at"`
}

// Entry is one line of a posting: a decimal string on one side.
type Entry struct {
	Account string `json:"account"`
	Debit   string `json:"debit"`
	Credit  string `json:"credit"`
}

// Env is what an app or a CI job needs to know of a running server. It holds secrets.
type Env struct {
	CA        string            `json:"ca,omitempty,omitzero" doc:"the file, on the server's machine, of the authority that signs for its https:// addresses; absent where it speaks plain http"`
	Control   string            `json:"control"`
	Mock      string            `json:"mock"`
	Providers map[string]string `json:"providers" doc:"base URLs"`
	Tokens    map[string]string `json:"tokens" doc:"bearer tokens of the products' own APIs"`
	Secrets   map[string]Keys   `json:"secrets" doc:"of each product's newest active subscription"`
}

// Keys are the secrets of one subscription.
type Keys struct {
	SubscriptionID string `json:"subscription_id"`
	Secret         string `json:"secret"`
	Secret2        string `json:"secret2,omitempty,omitzero"`
	// Own are the product's own fields, such as Moneybird's webhook_token.
	Own map[string]json.RawMessage `json:"own,omitempty"`
}

// Change is one entry of the change stream.
type Change struct {
	Number       uint64        `json:"number"`
	Kind         string        `json:"kind"`
	At           Time          `json:"at"`
	ID           string        `json:"id,omitempty,omitzero"`
	Missed       bool          `json:"missed,omitempty,omitzero" doc:"changes before this one were lost: read the lists again"`
	Event        *Event        `json:"event,omitempty,omitzero"`
	Delivery     *Delivery     `json:"delivery,omitempty,omitzero"`
	Attempted    bool          `json:"attempted,omitempty,omitzero" doc:"an attempt caused this change"`
	Explanation  string        `json:"explanation,omitempty,omitzero" doc:"of an attempt that got 400, 401 or 403: what was signed, and what the answer tells, in one line"`
	Blocks       int           `json:"blocks,omitempty,omitzero" doc:"how many at least wait behind this failed delivery, since their order is kept"`
	Subscription *Subscription `json:"subscription,omitempty,omitzero"`
	Incoming     *Incoming     `json:"incoming,omitempty,omitzero" doc:"what came in at a hook of the relay"`
}

// MarshalJSON lets the stream say everything as the other answers do, with nothing in it that a terminal acts upon.
func (c Change) MarshalJSON() ([]byte, error) {
	type plain Change
	text, err := jsonv2.Marshal(plain(c), jsonv2.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	return relay.VisibleJSON(text), err
}

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }

package relay

import (
	"time"

	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// Dialect is one product on the wire. Package relay/provider has them. All methods are pure, and safe for concurrent use.
type Dialect interface {
	// Traits are the rules that the engine follows for this product.
	Traits() Traits

	// Prepare fills a new subscription: it checks what was given, draws what is missing (secrets, the product's
	// own ids) from chance with the subscription's ID as key, and writes Own. An error is an InputError.
	Prepare(sub *Subscription, chance Chance) error

	// Rotate puts a new secret in the place of one in force, and says in Secret.ExpiresAt when the old one ends; it is kept
	// behind those in force for a while, so that a signature made with it can be explained. What is drawn comes from chance
	// with the subscription's ID and the old secret as key, and is none that the subscription has. r.Now is set. On an
	// error, which is an InputError, sub has not changed.
	Rotate(sub *Subscription, r Rotation, chance Chance) error

	// Takes reports whether a subscription with these event names or groups gets events of a type.
	Takes(events []string, eventType string) bool

	// Identify tells the event's identity on the wire, taken from its data or drawn from chance with the event's ID as
	// key; empty where the product has none per event.
	Identify(event *Event, chance Chance) string

	// DataPath is where an event's data stands in the body, as a dotted path; empty where the data is the body.
	DataPath(eventType string) string

	// Subject tells what the event is about: see Event.Subject.
	Subject(event *Event) string

	// PushID draws the identity that the product gives each push, with the delivery's ID as key; empty where an event's
	// identity is all there is.
	PushID(deliveryID string, chance Chance) string

	// Render writes the body of one delivery, and its identity on the wire. An error is an InputError: the event's
	// data does not fit the product.
	Render(in RenderInput) (Message, error)

	// IdentityKeys are dotted paths in the body that `set` must not touch, since they say what the event is.
	IdentityKeys() []string

	// SecretPaths are dotted paths in the body that hold credentials, or URLs that may: no view shows their values unless
	// asked to. A field of Subscription.Own that is named as a path's last part holds the same.
	SecretPaths() []string

	// Headers are all headers of one attempt but Host, Content-Length and User-Agent, names in the casing of the wire.
	Headers(in SignInput) ([]Header, error)

	// Judge says what an answer means. The response is whole but for MaxResponseBytes.
	Judge(response *Response) Judgement
}

// Router is a Dialect that decides itself which of its subscriptions an event goes to. With any other, it goes to all that
// take its type.
type Router interface {
	// Route returns those that get the event, of all the product's subscriptions in whatever state, oldest first. Where it
	// returns none, the event has nowhere to go, and a failed delivery says so: one of blame, where that is not nil.
	Route(event *Event, subs []*Subscription) (to []*Subscription, blame *Subscription)
}

// Placed is a Dialect of which not every subscription takes the place of the mock's built-in one. With any other, the first
// that a person makes lets it step aside.
type Placed interface {
	// TakesOver reports whether the built-in subscription steps aside for this one.
	TakesOver(sub *Subscription) bool
}

// RenderInput is what one delivery's body is made from.
type RenderInput struct {
	Event        *Event
	Subscription *Subscription
	DeliveryID   string
	Chance       Chance
	BaseURL      string // of the products' APIs, such as http://127.0.0.1:7117, without a trailing slash
	FileURL      string // what the URLs of files begin with; empty: BaseURL

	// EventTypes are the names of all of the product's event types, in order, for a body that spells out what a
	// subscription to every type takes. Empty where they are not known. Not to be written to.
	EventTypes []string
}

// Message is a rendered body.
type Message struct {
	Body      []byte
	DialectID string // the same on every attempt
	// Reshaped says that the event's data does not stand in the body as it is.
	Reshaped bool
}

// SignInput is what one attempt's headers are made from.
type SignInput struct {
	Now       time.Time // what a signed timestamp says
	Body      []byte
	DialectID string
	URL       string   // the target, with userinfo
	Secrets   []string // those active now, in the dialect's order
}

// Judgement is what an answer means to the product.
type Judgement struct {
	Success   bool
	Reference string // the receiver's own reference; empty when there is none
	Note      string // something worth telling a person, in a few words; empty when there is nothing
}

// Traits are a product's rules as data.
type Traits struct {
	Name  string // such as "fintoro": the key in URLs, flags and JSON
	Title string // such as "Fintoro"

	Auth        string // how a delivery is authenticated, in a few words
	DedupKey    string // what a receiver should deduplicate by, in a few words
	SuccessRule string // such as "any 2xx"

	Timeout  time.Duration  // of one attempt, the answer's body included
	Schedule retry.Schedule // of the retries
	// Jitter is the share of a wait by which it may grow at random. Zero where the product documents its waits.
	Jitter float64

	// ExpiresWhenSpent ends the subscription for good once a delivery has used up the schedule.
	ExpiresWhenSpent bool
	// GoneDisables disables the subscription when the receiver answers 410.
	GoneDisables bool

	// SecretNames says what --secret and --secret2 are for this product; its length is how many are taken.
	SecretNames []string

	// SharedSecrets means that the secrets belong to the application: all its subscriptions have the same ones, unless one
	// was given its own.
	SharedSecrets bool

	// SignatureHeaders are the headers that prove who sends, in the casing of the wire. SignsTime means that a timestamp in
	// them, or beside them, tells when.
	SignatureHeaders []string
	SignsTime        bool

	// ThinEvents means that an event only names a record: what that holds must be read, and PublishRequest.Record tells it.
	ThinEvents bool

	// TypePath is where the body names the event's type, as a dotted path; empty where it does not.
	TypePath string

	// StatePath is where the body holds the record's state, which may have moved on since the event, as a dotted path; empty
	// where it holds none.
	StatePath string

	// URLRule is what the product demands of the URLs that it sends to.
	URLRule URLRule

	// EventModes are names that a subscription may list beside event types and groups, such as Moneybird's "legacy".
	EventModes []string

	Facts []Fact
}

// Fact is one thing known of a product, and how it is known.
type Fact struct {
	Name   string     `json:"name"`
	Value  string     `json:"value"`
	Source FactSource `json:"source"`
}

// FactSource is how a fact is known.
type FactSource string

// The sources of facts. A Chosen fact is ours and never a vendor's rule.
const (
	Documented FactSource = "documented"
	ThirdParty FactSource = "third-party"
	Chosen     FactSource = "chosen"
)

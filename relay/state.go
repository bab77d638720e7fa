package relay

import "slices"

// DeliveryState is where a delivery stands.
type DeliveryState string

// The states of a delivery.
const (
	Pending   DeliveryState = "pending"   // waits for its due time
	Sending   DeliveryState = "sending"   // an attempt is in flight
	Delivered DeliveryState = "delivered" // final: the receiver accepted it
	Failed    DeliveryState = "failed"    // final: schedule used up, or an answer that ends it
	Held      DeliveryState = "held"      // its subscription is paused; nothing is lost
	Canceled  DeliveryState = "canceled"  // final: a person ended it
	Unknown   DeliveryState = "unknown"   // final until a person decides: at most once, sent, no answer
)

// DeliveryStates lists every state in the order shown to people.
func DeliveryStates() []DeliveryState {
	return []DeliveryState{Pending, Sending, Delivered, Failed, Held, Canceled, Unknown}
}

// Final reports whether nothing more happens to a delivery by itself.
func (s DeliveryState) Final() bool {
	return s == Delivered || s == Failed || s == Canceled || s == Unknown
}

// Valid reports whether s is one of DeliveryStates.
func (s DeliveryState) Valid() bool { return slices.Contains(DeliveryStates(), s) }

// The reasons that stand beside a state where the state alone does not say why.
const (
	ReasonScheduleSpent        = "schedule_spent"        // failed: every attempt of the schedule was made
	ReasonNoRetry              = "no_retry"              // failed: the product documents no retry
	ReasonGone                 = "gone"                  // failed: the receiver answered 410
	ReasonSubscriptionExpired  = "subscription_expired"  // failed: the subscription can no longer be revived
	ReasonSubscriptionDisabled = "subscription_disabled" // failed: the subscription was disabled, such as by a 410
	ReasonSubscriptionDeleted  = "subscription_deleted"  // canceled: its subscription was deleted
	ReasonNoTarget             = "no_target"             // failed: there is nowhere to send it
	ReasonNoAnswer             = "no_answer"             // unknown: sent at most once, and no answer came
	ReasonReferenceConflict    = "reference_conflict"    // delivered: the receiver answered another reference than before
	ReasonByHand               = "by_hand"               // canceled: a person did it
	ReasonGivenUp              = "given_up"              // canceled: who waited for its answer was told of a failure before it was sent
)

// SubscriptionState is whether a subscription takes new events and sends what it has.
type SubscriptionState string

// The states of a subscription.
const (
	Active      SubscriptionState = "active"
	Paused      SubscriptionState = "paused"      // keeps what it gets and sends nothing
	Deactivated SubscriptionState = "deactivated" // takes no new events; what is pending goes on
	Disabled    SubscriptionState = "disabled"    // takes and sends nothing
	Expired     SubscriptionState = "expired"     // final
)

// Takes reports whether a subscription in this state gets deliveries of new events.
func (s SubscriptionState) Takes() bool { return s == Active || s == Paused }

// Sends reports whether pending deliveries of a subscription in this state go out.
func (s SubscriptionState) Sends() bool { return s == Active || s == Deactivated }

// Outcome is what an attempt meant.
type Outcome string

// The outcomes of an attempt.
const (
	Success       Outcome = "success"
	HTTPError     Outcome = "http_error" // an answer came that the product does not count as success
	Timeout       Outcome = "timeout"
	DNSError      Outcome = "dns_error"
	ConnectError  Outcome = "connect_error"
	TLSError      Outcome = "tls_error"
	ProtocolError Outcome = "protocol_error" // a connection, but no whole HTTP answer
	Blocked       Outcome = "blocked"        // a rule forbade the target; no packet left
	Aborted       Outcome = "aborted"        // this process ended meanwhile; costs no try
)

// MayHaveArrived reports whether the receiver may have got the request though no answer came: false where one came, and
// where nothing was sent.
func (o Outcome) MayHaveArrived() bool {
	return o == Timeout || o == ProtocolError || o == Aborted
}

// Outcomes lists every outcome in the order shown to people.
func Outcomes() []Outcome {
	return []Outcome{Success, HTTPError, Timeout, DNSError, ConnectError, TLSError, ProtocolError, Blocked, Aborted}
}

package relay

import "time"

// SentAttempt is an attempt whose proof of who sent it is asked for, with what is known to hold that against.
type SentAttempt struct {
	Attempt      *Attempt
	Provider     string
	Body         []byte        // the delivery's: what was signed where a fault changed what was sent
	Subscription *Subscription // as it is now; nil when it is gone
	Now          time.Time     // what tells the subscription's secrets that count from those that have ended
}

// Signature is how an attempt proved who sent it. No part of it but the signed body holds a credential.
type Signature struct {
	Verdict     SignatureVerdict
	Algorithm   string // such as "HMAC-SHA256, hex"
	Key         string // which key, by what it is
	SignedBytes string // which bytes are signed, in words

	// Lead and Body are the signed bytes, one behind the other. Body is nil where nothing is signed, or it cannot be told.
	Lead string
	Body []byte

	Headers []ProvingHeader
	Mistake *Mistake // nil where none is made, or none that is known
	Line    string   // all of it in one line
}

// ProvingHeader is a header that says who sends.
type ProvingHeader struct {
	Name     string
	Sent     string // with a key in it masked; empty: it was not sent
	Expected string // by the body as it was sent; empty where it cannot be told, or would hold a credential
	Matches  bool   // it is what a receiver that checks takes for right
}

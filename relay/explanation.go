package relay

import "time"

// Presented is a request with what it presents as proof of who sent it, and what is known to hold that against.
type Presented struct {
	Provider string
	Body     []byte
	Headers  []Header
	Secrets  []string // those that count, in the dialect's order
	Old      []string // those that did once, as far as they are known

	// Now is what a timestamp is held against. Zero: its age does not matter.
	Now time.Time
	// Computed is what a receiver computed by itself. Empty: what the headers present is explained.
	Computed string
}

// Explanation says whether a signature is right, what it should have been made of, and what was made of it instead. No
// part of it holds a secret.
type Explanation struct {
	Verdict     SignatureVerdict
	SignedBytes string   // which bytes the product signs, in a few words
	Key         string   // which key it signs with, by what it is
	Lead        *string  // what stands before the body in the signed text; nil where nothing is signed, or a part of it is missing
	Expected    []Header // the headers as they should be; nil where they cannot be told, or would hold a secret
	Mistake     *Mistake // nil where none is made, or none that is known
	Untried     string   // what was not tried since the body is too large; empty: nothing
}

// Mistake is a classic one that gives exactly the value in question.
type Mistake struct {
	ID       string // such as "reserialised-json"; several at once are joined by a +
	Sentence string // what was done
	Remedy   string // what to do instead
	Fixes    []Fix  // the line to change in each language; of several mistakes one after the other. Nil where an attempt is told of
}

// Fix is the line of a receiver's code, or of what sends to it, that makes a mistake, in one language.
type Fix struct {
	Language string `json:"language" doc:"node, python, php, ruby, csharp or go"`
	Wrong    string `json:"wrong" doc:"what makes the mistake"`
	Right    string `json:"right" doc:"what stands there instead"`
}

// SignatureVerdict is what a signature is found to be.
type SignatureVerdict string

// The verdicts on signatures.
const (
	SignatureRight     SignatureVerdict = "right"
	SignatureWrong     SignatureVerdict = "wrong"
	SignatureMissing   SignatureVerdict = "unsigned"
	SignatureMalformed SignatureVerdict = "malformed" // what is there cannot be read as a signature
	SignatureUnknown   SignatureVerdict = "unknown"   // of an attempt: what it would take to tell is gone
)

// Line is the whole explanation in one line.
func (e *Explanation) Line() string {
	lead := string(e.Verdict) + ": "
	right := "over " + e.SignedBytes + ", key: " + e.Key
	switch {
	case e.Mistake != nil:
		return lead + e.Mistake.Sentence + "; " + e.Mistake.Remedy
	case e.Verdict == SignatureWrong && e.Untried != "":
		return lead + "nothing that was tried gives this value (" + e.Untried + "); right would be " + right
	case e.Verdict == SignatureWrong:
		return lead + "no known mistake gives this value; right would be " + right
	case e.Key == "":
		return lead + e.SignedBytes
	}
	return lead + right
}

// Refused is an attempt whose answer may be about its signature, as ExplainedStatus tells.
type Refused struct {
	Attempt      *Attempt
	Provider     string
	Subscription *Subscription // as it is now; nil when it is gone
	Now          time.Time     // what tells the subscription's secrets that count from those that have ended
	VirtualTime  bool          // what it signed as the time was a virtual clock's
	Quick        bool          // the answer is not searched for mistakes, which may take a good part of a second
}

// ExplainedStatus reports whether a receiver that finds a signature wrong may answer with a status.
func ExplainedStatus(status int) bool { return status == 400 || status == 401 || status == 403 }

// Mistaken is a request as a receiver wants it that makes one classic mistake.
type Mistaken struct {
	Mistake Mistake  // its sentence is about the signature: "this comes out …"
	Headers []Header // all of the request's, with the signature that such a receiver computes
}

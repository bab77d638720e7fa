package relay

import (
	"strings"
	"time"
)

// Attempt is one HTTP exchange made for a delivery.
type Attempt struct {
	DeliveryID string
	Number     int // from 1
	// PlannedAt is when it was due: by the schedule, by the fault that put it off, or when a person brought it forward. Zero
	// where that is not known, as of attempts that an older ledgerhook stored.
	PlannedAt time.Time
	StartedAt time.Time
	Duration  time.Duration // real time, also under a virtual clock
	Timings   Timings       // the parts of Duration; zero where they are not known
	Outcome   Outcome
	Error     string // what went wrong; empty on success
	Note      string // something worth telling about an answer that is no error, such as a missing reference
	Request   Request
	Response  *Response // nil when no answer came
	Faults    []AppliedFault
}

// Status is the HTTP status of the answer; zero when none came.
func (a *Attempt) Status() int {
	if a.Response == nil {
		return 0
	}
	return a.Response.Status
}

// addNote adds to what is worth telling.
func (a *Attempt) addNote(note string) {
	switch {
	case note == "":
	case a.Note == "":
		a.Note = note
	default:
		a.Note += "; " + note
	}
}

// Timings are the parts of an attempt in real time. A part that did not happen is zero: a reused connection has no DNS,
// Connect or TLS.
type Timings struct {
	DNS       time.Duration // asking for the address
	Connect   time.Duration // from the first address tried to the first that took the connection
	TLS       time.Duration // the handshake
	FirstByte time.Duration // from the attempt's start to the first byte of the answer
	Reused    bool          // a kept connection was used
}

// Request is what was sent, but for credentials in the URL and in headers, which are masked.
type Request struct {
	Method  string
	URL     string // as MaskURL shows it
	Headers []Header
	Body    []byte
}

// Response is what came back.
type Response struct {
	Status    int
	Headers   []Header
	Body      []byte // at most MaxResponseBytes
	Truncated int64  // how many further bytes were read and thrown away
	Cut       bool   // it went on even then, and the connection was closed; not stored
}

// header lists the values of a header, whatever the casing of its name.
func (r *Response) header(name string) []string {
	var values []string
	for _, h := range r.Headers {
		if strings.EqualFold(h.Name, name) {
			values = append(values, h.Value)
		}
	}
	return values
}

// MaxResponseBytes is how much of an answer's body is kept.
const MaxResponseBytes = 64 << 10

// Header is one header line, its name in the casing that goes over the wire.
type Header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

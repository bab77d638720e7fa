package check

import (
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Exchange is one request as it was sent, and what came of it.
type Exchange struct {
	What     string // what it is, in a few words: "the same webhook again"
	Sent     Sent
	Response *relay.Response // nil where none came; its headers are as they came
	Error    string          // why none came, or why it ended early; empty otherwise
	Duration time.Duration   // from the first byte sent to the end of the answer, in real time
	Late     bool            // it had not come whole when the time was up
	Stray    int             // how many bytes had come behind the answer by its end
	Reused   bool            // it went over a connection that an earlier one had left open
}

// Status is the answer's; zero where none came.
func (x *Exchange) Status() int {
	if x.Response == nil {
		return 0
	}
	return x.Response.Status
}

// Sent is a request as it went over the wire.
type Sent struct {
	Method  string
	URL     string         // with userinfo masked
	Headers []relay.Header // in the order and casing of the wire, without Host, Content-Length and Transfer-Encoding
	Body    []byte
	// Manner says what curl cannot do the same way, such as "in chunks of 7 bytes"; empty for a plain request.
	Manner string
}

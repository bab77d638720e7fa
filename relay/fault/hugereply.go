package fault

import (
	"net/http"
	"strconv"

	"github.com/ledgerhook/ledgerhook/relay"
)

// hugeReply answers with far more than anybody asked for.
type hugeReply struct{}

func (hugeReply) entry() Entry {
	return Entry{
		Name: "huge-reply", Value: "SIZE", Default: "8MiB", Stage: relay.AnswerStage, Places: bothEnds(),
		Meaning: "the receiver answers with a page of SIZE bytes, such as a stack trace with everything in it",
		Expect:  "the sender reads a bounded part, keeps its memory, and goes by the status",
		Example: "faults add huge-reply=64MiB --first 1",
	}
}

func (hugeReply) check(value string) error {
	if n, ok := byteSize(value); !ok || n > 1<<30 {
		return mistake("huge-reply", value, "a size up to 1024MiB", "8MiB")
	}
	return nil
}

func (hugeReply) spoil(value string, r *reply) string {
	size, _ := byteSize(value)
	if !bodyAllowed(r.status) {
		r.status = http.StatusOK
	}
	r.replace([]byte(`{"padding":"`), "application/json")
	r.tail = []byte(`"}`)
	r.filler = max(0, size-r.length())
	r.header.Set("Content-Length", strconv.FormatInt(r.length(), 10))
	return "the sender saw an answer of " + value
}

func (hugeReply) instead(value string) (string, bool) {
	return "did the work, then answered with " + value, true
}

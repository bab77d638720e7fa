package fault

import "github.com/ledgerhook/ledgerhook/relay"

// fileSlow lets a document's file come slowly.
type fileSlow struct{}

func (fileSlow) entry() Entry {
	return Entry{
		Name: "file-slow", Value: "DURATION", Default: "10s", Stage: relay.FileStage, Places: apiOnly(),
		Meaning: "the document's file comes in ten pieces over DURATION",
		Expect:  "the receiver has answered the webhook before it fetches, and other events do not wait for the file",
		Example: "faults add file-slow=20s",
	}
}

func (fileSlow) check(value string) error { return checkWait("file-slow", value, longestStall, "10s") }

func (fileSlow) read(value string) relay.ReadFault { return relay.ReadFault{Slow: wait(value)} }

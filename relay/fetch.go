package relay

import "time"

// Fetch is something that the mock reads for a receipt after its answer, and what came of it.
type Fetch struct {
	What    FetchKind
	URL     string // as it was asked for
	State   FetchState
	Tries   int
	Status  int       // of the last answer; zero when none came
	Problem string    // of the last try, or why there is none; empty otherwise
	Fault   string    // the fault that the last answer says was injected into it; empty for none
	NextTry time.Time // zero unless it waits
	Bytes   int64     // how large it is, once it was read
	SHA256  string    // of its bytes, in hex, likewise
}

// FetchKind is what is read.
type FetchKind string

// What is read.
const (
	FetchDetail FetchKind = "detail" // of the record that a thin event names: it is booked from that
	FetchFile   FetchKind = "file"   // of a document: it is booked without
)

// FetchState is how far a fetch has come.
type FetchState string

// The states of a fetch. All but FetchWaiting are final.
const (
	FetchWaiting FetchState = "waiting"
	Fetched      FetchState = "fetched"
	FetchGone    FetchState = "gone"   // 404, as often as it was asked for
	FetchFailed  FetchState = "failed" // its tries are used up, or it could never be read
)

package relay

import "time"

// Arrival is a webhook on its way into the mock's books, all of it one transaction. What is to be read for it stands in its
// receipt.
type Arrival struct {
	Receipt Receipt
	// Booking is done at once where the receipt is new: the answer tells its reference. Nil: nothing is.
	Booking *Booking
	// Answer tells what is answered once verdict and reference of an Accepted or Duplicate receipt are known. It is pure, and
	// may be called more than once. Nil: what the receipt says already.
	Answer func(Receipt) (status int, body []byte)
}

// Booking is one event on its way into the books.
type Booking struct {
	Row       int64 // the receipt's; it is not needed where the receipt is yet to be stored
	ReceiptID string
	Provider  string
	DedupKey  string
	At        time.Time
	// Settle accounts the event, and returns the postings that follow and the reference of the document that it is about. An
	// error that is not the desk's says why it cannot be booked; then nothing of it is kept. It may be called more than once.
	// Nil: there is nothing to book.
	Settle func(desk Desk) (postings []Posting, reference string, err error)
	// Remark is added to the receipt's problem; empty: nothing is.
	Remark string
}

// Desk is what an accounting works on, in one transaction. It is for one goroutine.
type Desk interface {
	// State is what is kept of a document of the product; nil for nothing.
	State(document string) ([]byte, error)
	// Keep replaces it.
	Keep(document string, state []byte) error
	// Number gives the next reference of a kind, such as INV-2026-0042: each is given once.
	Number(kind PostingKind) (string, error)
}

// Errand is a receipt with what is to be read for it now.
type Errand struct {
	Receipt Receipt
	Fetch   Fetch
}

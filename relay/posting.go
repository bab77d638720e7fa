package relay

import "time"

// Posting is a balanced double entry in the mock's books. It never changes: what turns out otherwise is booked as a
// correction or a reversal.
type Posting struct {
	Reference string // accountingReferenceId, such as INV-2026-0042
	Kind      PostingKind
	// Document is the product's document that it books, such as invoice/4812; its payments are those of
	// invoice/4812/payment. A document has one reference of its own kind. Empty where the books do not know it.
	Document  string
	Amends    string // the reference of the posting that a correction or reversal amends; empty otherwise
	Provider  string
	DedupKey  string
	ReceiptID string // the receipt that was booked
	Text      string
	Currency  string
	Entries   []Entry // debits and credits of equal sums; empty when the document carries no amount
	PostedAt  time.Time
	Breaches  []string // what the checks found wrong with it, as sentences; empty when it is sound
	File      *Fetch   // the document's file; nil where the event names none
}

// Entry is one line of a posting. Exactly one of Debit and Credit is set, as a decimal string.
type Entry struct {
	Account string
	Debit   string
	Credit  string
}

// PostingKind says what a posting books. Each kind and year has a sequence of references of its own.
type PostingKind string

// The kinds of postings.
const (
	InvoicePosting    PostingKind = "invoice"     // a sale or a purchase on credit
	CreditNotePosting PostingKind = "credit_note" // takes an invoice back, wholly or in part
	PaymentPosting    PostingKind = "payment"
	ReceiptPosting    PostingKind = "receipt" // bought and paid at once
	RefundPosting     PostingKind = "refund"
	CorrectionPosting PostingKind = "correction" // the difference to what stood
	ReversalPosting   PostingKind = "reversal"   // the mirror of what stood
	DocumentPosting   PostingKind = "document"   // has a reference and no entries, such as that of a delivery note
)

// Prefix is what the references of a kind begin with, such as INV. Empty for an unknown kind.
func (k PostingKind) Prefix() string {
	switch k {
	case InvoicePosting:
		return "INV"
	case CreditNotePosting:
		return "CN"
	case PaymentPosting:
		return "PAY"
	case ReceiptPosting:
		return "RCT"
	case RefundPosting:
		return "RF"
	case CorrectionPosting:
		return "COR"
	case ReversalPosting:
		return "REV"
	case DocumentPosting:
		return "DOC"
	}
	return ""
}

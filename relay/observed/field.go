package observed

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// field is a column of the list, by the name that our own lists give it.
type field string

const (
	eventID    field = "event_id"
	documentID field = "document_id"
	id         field = "id"
	kind       field = "kind"
	amount     field = "amount"
	currency   field = "currency"
	reference  field = "reference"
)

// fieldOf tells what a column is by its name, whatever its casing, blanks, dashes and underscores. Other columns are no
// business of ours.
func fieldOf(name string) (field, bool) {
	plain := strings.Map(func(r rune) rune {
		if strings.ContainsRune("_- .", r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
	switch plain {
	case "eventid", "deliveryid", "webhookid", "idempotencykey":
		return eventID, true
	case "documentid", "document", "subject", "entityid", "transactionid", "resourceid":
		return documentID, true
	case "id":
		return id, true
	case "kind", "type":
		return kind, true
	case "amount", "total":
		return amount, true
	case "currency":
		return currency, true
	case "reference", "accountingreferenceid":
		return reference, true
	}
	return "", false
}

func (f field) isID() bool { return f == eventID || f == documentID || f == id }

// idColumns are the columns of which a list must have one.
const idColumns = "event_id, document_id or id"

// noIDColumn is what is expected where a list has no column with an id: it names what there is instead.
func noIDColumn(names []string) string {
	want := "a column " + idColumns
	if len(names) == 0 {
		return want
	}
	quoted := make([]string, 0, len(names))
	for _, name := range names[:min(len(names), 12)] {
		quoted = append(quoted, fmt.Sprintf("%.30q", name))
	}
	if len(names) > len(quoted) {
		quoted = append(quoted, fmt.Sprintf("%d more", len(names)-len(quoted)))
	}
	return want + "; the columns are " + strings.Join(quoted, ", ")
}

var currencyCode = regexp.MustCompile(`^[A-Za-z]{3}$`)

// put keeps a value. want says what was expected where the value does not fit.
func put(item *relay.ObservedItem, f field, value string) (want string) {
	value = strings.TrimSpace(value)
	if value == "" {
		return ""
	}
	to := &item.ID
	switch f {
	case eventID:
		to = &item.EventID
	case documentID:
		to = &item.DocumentID
	case kind:
		to = &item.Kind
	case reference:
		to = &item.Reference
	case amount:
		if _, err := relay.ParseAmount(value); err != nil {
			return amountWanted(err)
		}
		to = &item.Amount
	case currency:
		if !currencyCode.MatchString(value) {
			return "a currency of three letters, such as EUR"
		}
		value = strings.ToUpper(value)
		to = &item.Currency
	}
	if len(value) > maxValueBytes {
		return fmt.Sprintf("at most %d bytes", maxValueBytes)
	}
	if *to != "" && *to != value && !f.isID() { // of several ids the first one counts
		return fmt.Sprintf("one column with the %s, not two that differ", f)
	}
	if *to == "" {
		*to = value
	}
	return ""
}

// amountWanted is what is expected instead of a value that is no amount.
func amountWanted(err error) string {
	var input *relay.InputError
	if errors.As(err, &input) {
		return "an amount: " + input.Hint
	}
	return "an amount"
}

// maxValueBytes bounds one value of an item.
const maxValueBytes = 1024

package sqlite

import (
	"fmt"

	"github.com/ledgerhook/ledgerhook/relay"
)

// passedColumn is the headers that a delivery passes on, behind deliveryColumns; NULL where it passes none on.
const passedColumn = `, (SELECT headers FROM incoming WHERE incoming.id = incoming_id AND incoming_id <> '')`

// sealHeaders is how the headers of an incoming request are stored.
func (b *box) sealHeaders(id string, headers []relay.Header) ([]byte, error) {
	plain, err := encodeHeaders(headers)
	if err != nil {
		return nil, err
	}
	return b.seal(ofIncoming(id), plain), nil
}

// unsealedHeaders scans what sealHeaders stored, once the request's id was scanned.
type unsealedHeaders struct {
	box *box
	id  *string
	to  *[]relay.Header
}

// Scan implements sql.Scanner.
func (u unsealedHeaders) Scan(value any) error {
	if value == nil {
		return nil
	}
	sealed, ok := value.([]byte)
	if !ok {
		return fmt.Errorf("sealed headers are stored as %T", value)
	}
	plain, err := u.box.open(ofIncoming(*u.id), sealed)
	if err != nil {
		return err
	}
	*u.to, err = decodeHeaders(plain)
	return err
}

// passed is where the headers go that a delivery passes on.
func (b *box) passed(d *relay.Delivery) unsealedHeaders {
	return unsealedHeaders{b, &d.IncomingID, &d.Passed}
}

package sqlite

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// stamp is how a time is stored; the zero time is NULL.
func stamp(t time.Time) driver.Value {
	if t.IsZero() {
		return nil
	}
	return t.UnixNano()
}

// stamped scans what stamp stored.
type stamped struct{ to *time.Time }

// Scan implements sql.Scanner.
func (s stamped) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*s.to = time.Time{}
	case int64:
		*s.to = time.Unix(0, v).UTC()
	default:
		return fmt.Errorf("a time is stored as %T", value)
	}
	return nil
}

// text is how JSON bytes are stored: as TEXT, so that the sqlite3 tool and SQL's JSON functions read it. nil is NULL.
func text(json []byte) driver.Value {
	if json == nil {
		return nil
	}
	return string(json)
}

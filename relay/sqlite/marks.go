package sqlite

import (
	"sync"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// maxMarks bounds what waits for the next transaction; what comes beyond is lost, as MarkSending may lose it.
const maxMarks = 8192

// marks are the notes of MarkSending that are not stored yet. Most never are: the attempt ends first.
type marks struct {
	mu      sync.Mutex
	since   map[string]time.Time // by delivery id
	changed chan struct{}        // holds one token while there may be something to write
}

func (m *marks) add(added []relay.SendingMark) {
	if len(added) == 0 {
		return
	}
	m.mu.Lock()
	if m.since == nil {
		m.since = make(map[string]time.Time, len(added))
	}
	for _, mark := range added {
		if len(m.since) < maxMarks {
			m.since[mark.DeliveryID] = mark.StartedAt
		}
	}
	m.mu.Unlock()
	select {
	case m.changed <- struct{}{}:
	default:
	}
}

// drop forgets a mark that an outcome has overtaken.
func (m *marks) drop(deliveryID string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.since, deliveryID)
}

func (m *marks) ready() <-chan struct{} { return m.changed }

const markSending = `UPDATE deliveries SET state = 'sending', sending_since = ? WHERE id = ? AND state = 'pending'`

func (m *marks) take() func(*tx) error {
	m.mu.Lock()
	since := m.since
	m.since = nil
	m.mu.Unlock()
	if len(since) == 0 {
		return nil
	}
	return func(t *tx) error {
		for id, started := range since {
			if _, err := t.exec(markSending, stamp(started), id); err != nil {
				return err
			}
		}
		return nil
	}
}

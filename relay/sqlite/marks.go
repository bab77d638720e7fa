package sqlite

import (
	"maps"
	"sync"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// maxMarks bounds what waits for the next transaction; what comes beyond is lost, as MarkSending may lose it.
const maxMarks = 8192

// markAfter is how long an attempt goes on before its mark is stored, up to twice as long. Most have ended by then and
// need none: a mark costs half as much as an outcome.
const markAfter = 25 * time.Millisecond

// marks are the notes of MarkSending that are not stored yet.
type marks struct {
	mu      sync.Mutex
	young   map[string]time.Time // by delivery id: since when
	old     map[string]time.Time // those that were young at the last tick
	ticking sync.WaitGroup
	ticks   bool
	stopped bool
	stop    chan struct{}
	changed chan struct{} // holds one token while there are old ones to write
}

func (m *marks) add(mark relay.SendingMark) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.stopped || len(m.young)+len(m.old) >= maxMarks {
		return
	}
	if m.young == nil {
		m.young = map[string]time.Time{}
	}
	m.young[mark.DeliveryID] = mark.StartedAt
	m.tick()
}

// tick ages the marks after a while. The caller holds mu.
func (m *marks) tick() {
	if m.ticks {
		return
	}
	m.ticks = true
	clock := relay.RealClock{}
	reached, release := clock.Alarm(clock.Now().Add(markAfter))
	m.ticking.Go(func() {
		defer release()
		select {
		case <-reached:
			m.age()
		case <-m.stop:
		}
	})
}

// age lets the marks of the last tick be written.
func (m *marks) age() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ticks = false
	m.ripen()
	if len(m.old) == 0 {
		return
	}
	select {
	case m.changed <- struct{}{}:
	default:
	}
}

// ageAll lets every mark be written by the transaction that the caller asks for next.
func (m *marks) ageAll() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ripen()
}

// ripen makes the young ones old. The caller holds mu.
func (m *marks) ripen() {
	if m.old == nil {
		m.old = m.young
	} else {
		maps.Copy(m.old, m.young)
	}
	m.young = nil
}

// close ends the ticking. What is young by then is lost, as MarkSending may lose it.
func (m *marks) close() {
	m.mu.Lock()
	if !m.stopped {
		m.stopped = true
		close(m.stop)
	}
	m.mu.Unlock()
	m.ticking.Wait()
}

// drop forgets a mark that an outcome has overtaken.
func (m *marks) drop(deliveryID string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.young, deliveryID)
	delete(m.old, deliveryID)
}

func (m *marks) ready() <-chan struct{} { return m.changed }

const markSending = `UPDATE deliveries SET state = 'sending', sending_since = ? WHERE id = ? AND state = 'pending'`

func (m *marks) take() func(*tx) error {
	m.mu.Lock()
	since := m.old
	m.old = nil
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

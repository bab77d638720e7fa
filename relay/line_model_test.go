package relay

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// lineModel drives a line as the engine does, against a store that is a map. What the engine does in steps, with the
// lock given up in between, is done in steps here too, and anything may come between two of them.
type lineModel struct {
	line   *line
	now    time.Time
	stored map[string]time.Time // pending, by when it is due
	ended  map[string]bool      // not pending any more, and whoever ended it has been told so
	steps  []func(t *rapid.T)   // what has begun and goes on
	next   int                  // of ids
}

// later notes the next step of something.
func (m *lineModel) later(step func(t *rapid.T)) { m.steps = append(m.steps, step) }

// any draws one of the ids that are stored.
func (m *lineModel) any(t *rapid.T) (string, bool) {
	if m.next == 0 {
		t.Skip("nothing was published")
	}
	id := lineModelID(rapid.IntRange(max(0, m.next-8), m.next-1).Draw(t, "delivery"))
	_, pending := m.stored[id]
	return id, pending
}

func lineModelID(n int) string { return fmt.Sprintf("d%06d", n) }

func (m *lineModel) publish(n int) {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = lineModelID(m.next)
		m.next++
		m.line.hold(ids[i])
	}
	due := m.now
	m.later(func(*rapid.T) {
		for _, id := range ids {
			m.stored[id] = due
		}
		m.later(func(*rapid.T) {
			for _, id := range ids {
				doubt := m.line.flying[id].doubt
				m.land(id, &Due{DeliveryID: id, DueAt: due})
				if !doubt {
					m.line.foresee(&Delivery{ID: id, State: Pending, Body: make([]byte, 8)})
				}
			}
		})
	})
}

// start starts the head, as startReady and supply do.
func (m *lineModel) start(t *rapid.T) {
	d, at, ok := m.line.next()
	if !ok || at.After(m.now) {
		t.Skip("nothing is due")
	}
	if !m.line.stock.has(d.DeliveryID) {
		missing := m.line.missing(supplyRows)
		m.later(func(t *rapid.T) {
			var read []*Delivery
			for _, id := range missing {
				state := Delivered
				if _, pending := m.stored[id]; pending {
					state = Pending
				}
				read = append(read, &Delivery{ID: id, State: state, Body: make([]byte, 8)})
			}
			m.later(func(*rapid.T) { m.line.supply(read) })
		})
		return
	}
	if m.ended[d.DeliveryID] {
		t.Fatalf("%s starts, though it has ended", d.DeliveryID)
	}
	f := begin(m.line, d, m.now)
	if f.delivery == nil {
		t.Fatalf("%s starts, and is not known whole", d.DeliveryID)
	}
	m.later(func(t *rapid.T) {
		m.line.answered()
		m.later(func(t *rapid.T) { m.settle(t, d) })
	})
}

func (m *lineModel) settle(t *rapid.T, d Due) {
	var next *Due
	if _, pending := m.stored[d.DeliveryID]; pending { // otherwise a person canceled it
		delete(m.stored, d.DeliveryID)
		if wait := rapid.IntRange(0, 3).Draw(t, "wait"); wait > 0 {
			m.stored[d.DeliveryID] = m.now.Add(time.Duration(wait) * time.Second)
			next = &Due{DeliveryID: d.DeliveryID, DueAt: m.stored[d.DeliveryID]}
		}
	}
	m.later(func(*rapid.T) { m.land(d.DeliveryID, next) })
}

// land is Engine.land.
func (m *lineModel) land(id string, next *Due) {
	f := m.line.flying[id]
	if f == nil || !f.doubt {
		m.line.settled(id, next)
		if next == nil {
			m.ended[id] = true
		}
		return
	}
	f.doubt = false
	m.later(func(*rapid.T) {
		var next *Due
		if due, pending := m.stored[id]; pending {
			next = &Due{DeliveryID: id, DueAt: due}
		}
		m.later(func(*rapid.T) { m.land(id, next) })
	})
}

func (m *lineModel) cancel(t *rapid.T) {
	id, pending := m.any(t)
	if !pending {
		t.Skip("it is final")
	}
	delete(m.stored, id)
	m.later(func(*rapid.T) {
		m.line.remove(id)
		m.ended[id] = m.line.flying[id] == nil
	})
}

func (m *lineModel) retry(t *rapid.T) {
	id, pending := m.any(t)
	if m.line.hurry(id) || !pending {
		t.Skip("it is in flight or final")
	}
	m.line.hold(id)
	due := m.now
	m.later(func(*rapid.T) {
		if _, pending := m.stored[id]; pending { // otherwise it was canceled meanwhile
			m.stored[id] = due
			m.later(func(*rapid.T) { m.land(id, &Due{DeliveryID: id, DueAt: due}) })
			return
		}
		m.later(func(*rapid.T) { m.land(id, nil) })
	})
}

func (m *lineModel) load(t *rapid.T) {
	if !m.line.wantsLoad() {
		t.Skip("it need not be read")
	}
	m.line.beginLoad()
	limit := lineWindow + len(m.line.flying)
	m.later(func(*rapid.T) {
		var found []Due
		for id, due := range m.stored {
			found = append(found, Due{DeliveryID: id, DueAt: due})
		}
		slices.SortFunc(found, m.line.waiting.order)
		found = found[:min(limit, len(found))]
		m.later(func(*rapid.T) { m.line.endLoad(found, limit) })
	})
}

// agrees holds the line to the store while nothing is under way.
func (m *lineModel) agrees(t *rapid.T) {
	if len(m.steps) > 0 {
		return
	}
	if m.line.started != 0 || m.line.running != 0 || len(m.line.flying) != 0 {
		t.Fatalf("nothing flies, but %d started, %d run, %d fly", m.line.started, m.line.running, len(m.line.flying))
	}
	for id, due := range m.stored {
		known, waits := m.line.current[id]
		behind := m.line.horizon != nil && m.line.waiting.order(Due{DeliveryID: id, DueAt: due}, *m.line.horizon) > 0
		if !behind && (!waits || !known.Equal(due)) {
			t.Fatalf("%s is due at %v; the line has it at %v, %v", id, due, known, waits)
		}
	}
	bytes := 0
	for id := range m.line.stock.all {
		if _, waits := m.line.current[id]; !waits {
			t.Fatalf("%s is kept whole and does not wait", id)
		}
		bytes += 8
	}
	if bytes != m.line.stock.bytes {
		t.Fatalf("%d bytes are kept, %d counted", bytes, m.line.stock.bytes)
	}
}

// Whatever happens in whatever order, nothing that is pending in the store is forgotten by its line, and nothing starts
// that has ended.
func TestLineAgreesWithTheStore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		limits := Limits{Ordered: rapid.Bool().Draw(t, "ordered")}
		m := &lineModel{line: newLine("sub", 4, limits), now: lineStart, stored: map[string]time.Time{}, ended: map[string]bool{}}
		actions := map[string]func(*rapid.T){
			"publish": func(*rapid.T) { m.publish(1) },
			"spike":   func(t *rapid.T) { m.publish(rapid.IntRange(2, lineWindow).Draw(t, "many")) },
			"start":   m.start, "start another": m.start,
			"cancel": m.cancel, "retry": m.retry, "load": m.load,
			"later": func(t *rapid.T) {
				m.now = m.now.Add(time.Duration(rapid.IntRange(1, 5).Draw(t, "seconds")) * time.Second)
			},
			"step": m.step, "another step": m.step, "one more step": m.step,
			"all steps": func(t *rapid.T) {
				for len(m.steps) > 0 {
					m.step(t)
				}
			},
			"": m.agrees,
		}
		for range 4 { // what goes wrong takes long sequences
			t.Repeat(actions)
		}
	})
}

// step goes on with something that has begun.
func (m *lineModel) step(t *rapid.T) {
	if len(m.steps) == 0 {
		t.Skip("nothing is under way")
	}
	i := rapid.IntRange(0, len(m.steps)-1).Draw(t, "step")
	step := m.steps[i]
	m.steps = append(m.steps[:i], m.steps[i+1:]...)
	step(t)
}

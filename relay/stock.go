package relay

// stock is the deliveries of a line that are known whole, body included, so that the store need not be asked for each.
// The zero value is empty.
type stock struct {
	all   map[string]*Delivery
	bytes int
}

// stockBytes bounds the bodies that one line keeps ahead.
const stockBytes = 1 << 20

// full reports whether no more should be kept.
func (s *stock) full() bool { return s.bytes >= stockBytes }

func (s *stock) has(id string) bool { return s.all[id] != nil }

// foresee keeps a delivery that has just been published, if there is room: it will start soon.
func (l *line) foresee(d *Delivery) {
	if _, waits := l.current[d.ID]; waits && !l.stock.full() {
		whole := *d
		l.stock.put(&whole)
	}
}

// put keeps a delivery, in place of what was known of it.
func (s *stock) put(d *Delivery) {
	s.drop(d.ID)
	if s.all == nil {
		s.all = map[string]*Delivery{}
	}
	s.all[d.ID] = d
	s.bytes += len(d.Body)
}

// take hands a delivery over; nil where it is not known.
func (s *stock) take(id string) *Delivery {
	d := s.all[id]
	s.drop(id)
	return d
}

func (s *stock) drop(id string) {
	if d := s.all[id]; d != nil {
		s.bytes -= len(d.Body)
		delete(s.all, id)
	}
}

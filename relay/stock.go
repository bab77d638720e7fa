package relay

// stock is the deliveries of a line that are known whole, body included, so that the store need not be asked for each.
// The zero value is empty.
type stock struct {
	all   map[string]*Delivery
	bytes int  // see Delivery.Bytes
	total *int // of all lines; nil for a line on its own
}

// stockBytes bounds the bodies that one line keeps ahead, and totalStockBytes those of all lines.
const (
	stockBytes      = 1 << 20
	totalStockBytes = 16 << 20
)

// room is how many more bytes should be kept ahead; the next delivery to start is kept in any case.
func (s *stock) room() int {
	room := stockBytes - s.bytes
	if s.total != nil {
		room = min(room, totalStockBytes-*s.total)
	}
	return max(room, 0)
}

// clear forgets everything.
func (s *stock) clear() {
	s.count(-s.bytes)
	s.all = nil
}

func (s *stock) count(bytes int) {
	s.bytes += bytes
	if s.total != nil {
		*s.total += bytes
	}
}

func (s *stock) has(id string) bool { return s.all[id] != nil }

// foresee keeps a delivery that has just been published, if there is room: it will start soon.
func (l *line) foresee(d *Delivery) {
	if _, waits := l.current[d.ID]; waits && l.stock.room() > 0 {
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
	s.count(d.Bytes())
}

// take hands a delivery over; nil where it is not known.
func (s *stock) take(id string) *Delivery {
	d := s.all[id]
	s.drop(id)
	return d
}

func (s *stock) drop(id string) {
	if d := s.all[id]; d != nil {
		s.count(-d.Bytes())
		delete(s.all, id)
	}
}

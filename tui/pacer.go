package tui

import "time"

// pacer keeps a reading that costs the server something from taking more than a share of its time. The zero value is
// ready.
type pacer struct {
	reading bool
	next    time.Time // real time before which it is not begun again
}

// restsPerReading is how much longer than a reading the pause after it is.
const restsPerReading = 10

// begin reports whether the reading may be made now; one at a time.
func (p *pacer) begin(now time.Time) bool {
	if p.reading || now.Before(p.next) {
		return false
	}
	p.reading = true
	return true
}

// end notes that a reading has ended which took so long. The next one begins after at least so much time.
func (p *pacer) end(now time.Time, took, least time.Duration) {
	p.reading = false
	p.next = now.Add(max(restsPerReading*took, least))
}

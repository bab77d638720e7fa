package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

// bar is a progress bar on one line of a terminal. The zero value shows nothing.
type bar struct {
	w       io.Writer
	total   int
	elapsed func() time.Duration
	drawn   bool
}

// show draws how far it is.
func (b *bar) show(so *control.BulkResult) {
	if b.w == nil {
		return
	}
	b.drawn = true
	fmt.Fprintf(b.w, "\r%s\x1b[K", barText(so.Matched, b.total, so.Changed, b.elapsed()))
}

// clear removes the line, for what is printed next.
func (b *bar) clear() {
	if b.drawn {
		fmt.Fprint(b.w, "\r\x1b[K")
	}
}

// barWidth is how many columns stand for all.
const barWidth = 24

// barText is like `[######------] 500/1000  250/s`: seen of those there are, and how many were changed a second.
func barText(seen, total, changed int, elapsed time.Duration) string {
	total = max(total, seen) // more may have come since they were counted
	full := barWidth
	if total > 0 {
		full = barWidth * seen / total
	}
	rate := 0.0
	if elapsed > 0 {
		rate = float64(changed) / elapsed.Seconds()
	}
	return fmt.Sprintf("[%s%s] %d/%d  %.0f/s", strings.Repeat("#", full), strings.Repeat("-", barWidth-full), seen, total, rate)
}

package inbound

import (
	"errors"
	"io"
	"net/http"
	"os"
	"sync/atomic"
)

// maxHeldBytes is how much of all bodies is held at once, so that memory stays bounded however many come in. Source: our
// choice.
const maxHeldBytes = 64 << 20

var errTooMuchHeld = errors.New("too many bytes are held")

// held counts the bytes of the bodies that are in memory. Safe for concurrent use.
type held struct {
	bytes atomic.Int64
	most  int64
}

// read reads a body whole, byte by byte as it came. release gives its bytes back. A body that is too large, breaks off or
// does not come in time is refused with a status, and the connection with it.
func (h *held) read(w http.ResponseWriter, r *http.Request, limit int64) (body []byte, release func(), status int) {
	if r.ContentLength > limit { // nothing is read, so that a caller that waits for our 100 sends nothing
		w.Header().Set("Connection", "close")
		return nil, nil, http.StatusRequestEntityTooLarge
	}
	counted := &countedReader{from: http.MaxBytesReader(w, r.Body, limit), held: h}
	body, err := io.ReadAll(counted)
	if err == nil {
		return body, counted.release, 0
	}
	counted.release()
	w.Header().Set("Connection", "close")
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, nil, http.StatusRequestEntityTooLarge
	case errors.Is(err, errTooMuchHeld):
		return nil, nil, http.StatusServiceUnavailable
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, nil, http.StatusRequestTimeout
	}
	return nil, nil, http.StatusBadRequest
}

// countedReader counts what is read of one body.
type countedReader struct {
	from io.Reader
	held *held
	n    int64
}

func (c *countedReader) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += int64(n)
	if c.held.bytes.Add(int64(n)) > c.held.most {
		return n, errTooMuchHeld
	}
	return n, err
}

func (c *countedReader) release() {
	c.held.bytes.Add(-c.n)
	c.n = 0
}

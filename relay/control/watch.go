package control

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// Watch reads the change stream from after a change's number on (zero: from now on) and calls on for each change,
// until ctx ends, the stream breaks, or on returns an error. A change with an empty Kind is a heartbeat: the first one
// comes at once and says that the stream is connected. It does not connect again by itself: the caller does,
// with the number of the last change it saw.
func (c *Client) Watch(ctx context.Context, after uint64, on func(Change) error) error {
	header := http.Header{"Accept": {"text/event-stream"}}
	if after > 0 {
		header.Set("Last-Event-ID", strconv.FormatUint(after, 10))
	}
	resp, err := c.send(ctx, http.MethodGet, "/v1/changes", header, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(make([]byte, 64<<10), 16<<20)
	for lines.Scan() {
		data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data: "))
		if !ok {
			continue // event names, ids and heartbeats
		}
		var change Change
		if err := json.Unmarshal(data, &change); err != nil {
			return fmt.Errorf("read the change stream: %w", err)
		}
		if err := on(change); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read the change stream: %w", err)
	}
	return fmt.Errorf("the change stream ended: %w", ErrUnreachable)
}

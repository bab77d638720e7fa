package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/ledgerhook/ledgerhook/relay"
)

// each calls do for 0 to n-1, from so many goroutines at once, and stops at the first error.
func each(ctx context.Context, workers, n int, do func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(workers, n) {
		wait.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := do(ctx, i); err != nil {
					cancel(err)
				}
			}
		})
	}
	wait.Wait()
	return context.Cause(ctx)
}

// poster is a plain net/http client with connections enough.
type poster struct{ transport *http.Transport }

func newPoster(concurrency int) *poster {
	return &poster{&http.Transport{DisableCompression: true, MaxIdleConns: 2 * concurrency, MaxIdleConnsPerHost: 2 * concurrency}}
}

func (p *poster) close() { p.transport.CloseIdleConnections() }

// post sends one request and reads the whole answer, which must have the wanted status.
func (p *poster) post(ctx context.Context, url string, headers []relay.Header, body []byte, want int) error {
	// The reader's type is hidden, so that net/http can send nothing twice by itself.
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, struct{ io.Reader }{bytes.NewReader(body)})
	if err != nil {
		return err
	}
	req.ContentLength = int64(len(body))
	req.Header["User-Agent"] = []string{"ledgerhook-bench"}
	for _, h := range headers {
		req.Header[h.Name] = []string{h.Value}
	}
	resp, err := p.transport.RoundTrip(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != want {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 1000))
		return fmt.Errorf("%s answered %s: %s", url, resp.Status, text)
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

// postAll sends webhooks from so many goroutines at once.
func (p *poster) postAll(ctx context.Context, concurrency int, url string, webhooks []webhook, want int) error {
	return each(ctx, concurrency, len(webhooks), func(ctx context.Context, i int) error {
		return p.post(ctx, url, webhooks[i].headers, webhooks[i].body, want)
	})
}

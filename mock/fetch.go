package mock

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// What a read may cost. Source: our choice.
const (
	maxDetailBytes = 1 << 20
	maxFileBytes   = 64 << 20
	detailPatience = 10 * time.Second // in real time
	filePatience   = 30 * time.Second
)

var errSlow = errors.New("no whole answer in time")

// tries are the waits between reads that fail. Source: our choice.
func tries() retry.Schedule {
	return retry.Gaps(time.Second, 5*time.Second, 30*time.Second, 2*time.Minute, 10*time.Minute)
}

// reading is what came of one read.
type reading struct {
	status     int    // zero: no answer
	body       []byte // of a detail that was read whole
	bytes      int64
	sha256     string
	problem    string // empty where it was read whole
	hopeless   bool   // another try would not help
	fault      string
	retryAfter time.Duration
}

// read reads something once, with each of the bearer tokens until one opens it. No redirect is followed.
func (rc *Receiver) read(ctx context.Context, f *relay.Fetch, url string, tokens []string) reading {
	patience := detailPatience
	if f.What == relay.FetchFile {
		patience = filePatience
	}
	ctx, cancel := context.WithTimeoutCause(ctx, patience, errSlow)
	defer cancel()
	got := rc.readWith(ctx, f.What, url, tokens[0])
	for _, token := range tokens[1:] {
		if got.status != http.StatusUnauthorized && got.status != http.StatusForbidden {
			break
		}
		got = rc.readWith(ctx, f.What, url, token)
	}
	return got
}

func (rc *Receiver) readWith(ctx context.Context, what relay.FetchKind, url, token string) reading {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return reading{problem: err.Error(), hopeless: true}
	}
	req.Header.Set("User-Agent", "ledgerhook-mock")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if what == relay.FetchDetail {
		req.Header.Set("Accept", "application/json")
	}
	resp, err := rc.transport.RoundTrip(req)
	if err != nil {
		return reading{problem: unread(ctx, err)}
	}
	defer resp.Body.Close()
	got := reading{status: resp.StatusCode, fault: strings.Join(resp.Header.Values(relay.ReadFaultHeader), ", ")}
	if resp.StatusCode != http.StatusOK {
		got.problem = fmt.Sprintf("answered %d", resp.StatusCode)
		got.retryAfter, _, _ = relay.RetryAfter(resp.Header.Values("Retry-After"), rc.clock.Now())
		return got
	}
	got.take(ctx, what, resp.Body)
	return got
}

// take reads the body: a detail is kept, of a file only its size and hash.
func (r *reading) take(ctx context.Context, what relay.FetchKind, body io.Reader) {
	hash := sha256.New()
	limit, kept := int64(maxFileBytes), io.Writer(hash)
	var detail bytes.Buffer
	if what == relay.FetchDetail {
		limit, kept = maxDetailBytes, io.MultiWriter(hash, &detail)
	}
	n, err := io.Copy(kept, io.LimitReader(body, limit+1))
	switch {
	case err != nil:
		r.problem = "the answer broke off: " + unread(ctx, err)
	case n > limit:
		r.problem, r.hopeless = fmt.Sprintf("it is larger than %d bytes", limit), true
	default:
		r.body, r.bytes, r.sha256 = detail.Bytes(), n, hex.EncodeToString(hash.Sum(nil))
	}
}

// unread says why nothing came, or not all of it.
func unread(ctx context.Context, err error) string {
	if cause := context.Cause(ctx); cause != nil {
		return cause.Error()
	}
	return err.Error()
}

// after is a fetch after one more try that ended at now: read, to be tried again, or given up. scale divides the waits.
func after(f relay.Fetch, got *reading, now time.Time, scale float64) relay.Fetch {
	f.Tries++
	f.Status, f.Problem, f.Fault, f.NextTry = got.status, got.problem, got.fault, time.Time{}
	gap, more := tries().Gap(f.Tries)
	switch {
	case got.problem == "":
		f.State, f.Bytes, f.SHA256 = relay.Fetched, got.bytes, got.sha256
	case more && !got.hopeless:
		f.NextTry = now.Add(time.Duration(float64(max(gap, got.retryAfter)) / scale))
	case got.status == http.StatusNotFound:
		f.State = relay.FetchGone
	default:
		f.State = relay.FetchFailed
	}
	return f
}

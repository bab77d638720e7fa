package observed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// What getting a list may end with, beside what the network and the shell say.
var (
	ErrTooLong  = errors.New("it took too long")
	ErrTooLarge = fmt.Errorf("it has more than %d bytes", MaxBytes)
)

// fetchTime bounds the reading of a list from a URL.
const fetchTime = 30 * time.Second

// mostRedirects is how often an app may send us on within itself.
const mostRedirects = 5

// Fetch reads a list from a URL by GET, within 30 s. It follows no redirect to another host, port or scheme: what stands
// there is not the app that was named. Errors hold no credentials of the URL.
func Fetch(ctx context.Context, source string) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, fetchTime, fmt.Errorf("%w: there was no whole answer after %v", ErrTooLong, fetchTime))
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, source, nil)
	if err != nil { // which holds the text, and a password perhaps
		return nil, errors.New("it is no URL: is it whole, and what is special in it written as % and two digits?")
	}
	req.Header.Set("Accept", "application/json, application/x-ndjson, text/csv")
	client := &http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true}, CheckRedirect: withinTheApp}
	resp, err := client.Do(req)
	if err != nil {
		return nil, whyUnread(ctx, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		beginning, _ := io.ReadAll(io.LimitReader(resp.Body, 200)) // as far as it can be read
		return nil, fmt.Errorf("it answered %s: %q", resp.Status, beginning)
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, MaxBytes+1))
	if err != nil {
		return nil, whyUnread(ctx, err)
	}
	if len(text) > MaxBytes {
		return nil, ErrTooLarge
	}
	return text, nil
}

func withinTheApp(next *http.Request, via []*http.Request) error {
	switch {
	case next.URL.Scheme != via[0].URL.Scheme || next.URL.Host != via[0].URL.Host:
		return fmt.Errorf("it redirects elsewhere, to %s, which is not followed", relay.MaskURL(next.URL.String()))
	case len(via) > mostRedirects:
		return fmt.Errorf("it redirects more than %d times", mostRedirects)
	}
	return nil
}

// whyUnread is the cause of a failure: ours where we gave up, else the network's.
func whyUnread(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return withoutURL(err)
}

// withoutURL leaves out what the HTTP client says of the call itself: the URL may hold credentials.
func withoutURL(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

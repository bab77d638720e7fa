package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// ErrUnreachable means that no ledgerhook answers at the address.
var ErrUnreachable = errors.New("server not reachable")

// Error is a refusal by the server: application/problem+json.
type Error struct {
	Status int    `json:"status"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Errors []struct {
		Message  string `json:"message"`
		Location string `json:"location"`
	} `json:"errors"`

	retryAfter time.Duration // of a 429: how long to wait before the call is made again
}

func (e *Error) Error() string {
	text := e.Detail
	if text == "" {
		text = e.Title
	}
	for _, more := range e.Errors {
		if strings.Contains(text, more.Message) {
			continue
		}
		text += ": " + more.Message
		if more.Location != "" {
			text += " (" + more.Location + ")"
		}
	}
	return text
}

// maxAnswerBytes bounds what a client reads of one answer.
const maxAnswerBytes = 256 << 20

// call makes one call and decodes the answer.
func call[T any](ctx context.Context, c *Client, method, path string, header http.Header, body any) (answer T, err error) {
	resp, err := c.send(ctx, method, path, header, body)
	if err != nil {
		return answer, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswerBytes))
	if err != nil {
		return answer, fmt.Errorf("read the answer of %s: %w", c.shown(), err)
	}
	if len(bytes.TrimSpace(text)) == 0 || resp.StatusCode == http.StatusNoContent {
		return answer, nil
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return answer, fmt.Errorf("%s does not answer as a ledgerhook does: %w", c.shown(), err)
	}
	return answer, nil
}

// send makes the request, again where the server asks for patience, and turns refusals into errors.
func (c *Client) send(ctx context.Context, method, path string, header http.Header, body any) (*http.Response, error) {
	var text []byte
	if body != nil {
		var err error
		// Strings in a caller's own JSON keep their escapes, and numbers their digits.
		if text, err = jsonv2.Marshal(body, jsontext.PreserveRawStrings(true)); err != nil {
			return nil, unencodable(err)
		}
	}
	for try := 1; ; try++ {
		resp, err := c.sendOnce(ctx, method, path, header, text)
		var refusal *Error
		if !errors.As(err, &refusal) || refusal.Status != http.StatusTooManyRequests || try > patience {
			return resp, err
		}
		if err := (relay.RealClock{}).Pause(ctx, refusal.retryAfter); err != nil {
			return nil, err
		}
	}
}

// unencodable says which part of a request JSON cannot hold.
func unencodable(err error) error {
	var syntax *jsontext.SyntacticError
	if errors.As(err, &syntax) && utf8.ValidString(string(syntax.JSONPointer)) {
		return &relay.InputError{Field: strings.ReplaceAll(strings.TrimPrefix(string(syntax.JSONPointer), "/"), "/", "."), Problem: "it cannot stand in JSON: " + syntax.Err.Error()}
	}
	return fmt.Errorf("encode the request: %w", err)
}

// sendOnce makes the request; a nil text sends no body.
func (c *Client) sendOnce(ctx context.Context, method, path string, header http.Header, text []byte) (*http.Response, error) {
	if err := checkBase(c.base); err != nil {
		return nil, err
	}
	var reader io.Reader
	if text != nil {
		reader = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, reader)
	if err != nil {
		return nil, fmt.Errorf("call %s: %w", c.shown(), cause(err))
	}
	for name, values := range header {
		req.Header[name] = values
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	if text != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := c.http.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, fmt.Errorf("%s: %w: %w", c.shown(), ErrUnreachable, cause(err))
	}
	if resp.Header.Get(versionHeader) == "" {
		return nil, errors.Join(fmt.Errorf("%s: %w: %s", c.shown(), ErrUnreachable, stranger(resp)), resp.Body.Close())
	}
	if resp.StatusCode < 400 {
		return resp, nil
	}
	defer resp.Body.Close()
	return nil, c.refusalOf(resp)
}

// checkBase refuses what is no address of a server. What the parser says is left out: it holds the text, and a password perhaps.
func checkBase(base string) error {
	u, err := url.Parse(base)
	if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" {
		return nil
	}
	hint := "it begins with http:// or https:// and has a host, such as http://127.0.0.1:7117"
	return &relay.InputError{Field: "server", Problem: fmt.Sprintf("%q is no address of a server", relay.MaskURL(base)), Hint: hint}
}

// shown is the server's address for people, without credentials.
func (c *Client) shown() string { return relay.MaskURL(c.base) }

// refusalOf reads why the server refused.
func (c *Client) refusalOf(resp *http.Response) *Error {
	text, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	refusal := &Error{}
	if json.Unmarshal(text, refusal) != nil || refusal.Title == "" && refusal.Detail == "" {
		refusal = &Error{Title: fmt.Sprintf("%s answered %s", c.shown(), resp.Status)}
	}
	refusal.Status = resp.StatusCode
	refusal.retryAfter = retryAfter(resp.Header.Get("Retry-After"))
	return refusal
}

// cause leaves out what the HTTP client says of the call itself.
func cause(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// query builds a query string of the pairs that have a value.
func query(pairs ...string) string {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// page is a list as JSON.
type page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty,omitzero" doc:"the cursor of the next page; absent at the end"`
}

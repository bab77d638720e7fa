package check

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// userAgent says who checks, to whoever reads the receiver's log.
const userAgent = "ledgerhook-check"

func (r *Request) method() string {
	if r.Method == "" {
		return http.MethodPost
	}
	return r.Method
}

// query is that of the URL with what the request adds.
func (r *Request) query(target *url.URL) string {
	if target.RawQuery == "" || r.Query == "" {
		return target.RawQuery + r.Query
	}
	return target.RawQuery + "&" + r.Query
}

// address is the URL that a request goes to.
func (w *wire) address(r *Request) string {
	if r.Query == "" {
		return w.session.URL
	}
	target := *w.session.target
	target.RawQuery = r.query(&target)
	return target.String()
}

// headers are all of a request but Host.
func (w *wire) headers(r *Request) []relay.Header {
	headers := []relay.Header{{Name: "User-Agent", Value: userAgent}}
	if has(r.Headers, "User-Agent") {
		headers = nil
	}
	if user := w.session.target.User; user != nil && !has(r.Headers, "Authorization") {
		headers = append(headers, relay.Header{Name: "Authorization", Value: basic(user)})
	}
	switch {
	case r.Chunk > 0:
		headers = append(headers, relay.Header{Name: "Transfer-Encoding", Value: "chunked"})
	case len(r.Body) > 0 || r.method() == http.MethodPost:
		headers = append(headers, relay.Header{Name: "Content-Length", Value: strconv.Itoa(len(r.Body))})
	}
	if r.Conn == nil {
		headers = append(headers, relay.Header{Name: "Connection", Value: "close"})
	}
	return append(headers, r.Headers...)
}

func basic(user *url.Userinfo) string {
	req := http.Request{Header: http.Header{}}
	password, _ := user.Password()
	req.SetBasicAuth(user.Username(), password)
	return req.Header.Get("Authorization")
}

// writeChunks writes a chunked body.
func writeChunks(b *bytes.Buffer, body []byte, size int) {
	for part := range slices.Chunk(body, size) {
		fmt.Fprintf(b, "%x\r\n%s\r\n", len(part), part)
	}
	b.WriteString("0\r\n\r\n")
}

// sent is what the report tells of a request.
func (w *wire) sent(r *Request) Sent {
	s := Sent{Method: r.method(), URL: relay.MaskURL(w.address(r)), Body: r.Body, Manner: r.manner()}
	for _, h := range w.headers(r) {
		if !strings.EqualFold(h.Name, "Content-Length") && !strings.EqualFold(h.Name, "Transfer-Encoding") && h.Value != "close" {
			s.Headers = append(s.Headers, relay.Header{Name: h.Name, Value: relay.MaskHeader(h.Name, h.Value)})
		}
	}
	return s
}

// manner says what a plain request does not do.
func (r *Request) manner() string {
	var manners []string
	if r.Chunk > 0 {
		manners = append(manners, fmt.Sprintf("in chunks of %d bytes", r.Chunk))
	}
	if r.Pieces > 1 {
		manners = append(manners, fmt.Sprintf("in %d pieces, %v apart", r.Pieces, r.Pause))
	}
	if r.CutAfter > 0 {
		manners = append(manners, fmt.Sprintf("the connection is cut after %d bytes of the body", r.CutAfter))
	}
	if r.Conn != nil {
		manners = append(manners, "over a connection that stays open")
	}
	return strings.Join(manners, "; ")
}

func has(headers []relay.Header, name string) bool {
	return slices.ContainsFunc(headers, func(h relay.Header) bool { return strings.EqualFold(h.Name, name) })
}

// replaced puts a header in the place of those of its name.
func replaced(headers []relay.Header, name, value string) []relay.Header {
	kept := slices.DeleteFunc(slices.Clone(headers), func(h relay.Header) bool { return strings.EqualFold(h.Name, name) })
	if value == "" {
		return kept
	}
	return append(kept, relay.Header{Name: name, Value: value})
}

// longAgo is a deadline that has passed.
func longAgo() time.Time { return time.Unix(1, 0) }

package check

import (
	"net/textproto"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// headerCases are about right webhooks whose headers are written in another way.
func headerCases() []Case {
	const casing = "names of headers have no case (RFC 9110), and HTTP/2, proxies and tunnels write them anew"
	const lookup = "look headers up without regard to case, as the framework's own getter does, and not in a plain dictionary of what came"
	return []Case{{
		ID: "http/lower-case-headers", Title: "finds headers whose names are in lower case", Level: Must,
		Rule: says(casing), Source: goodPractice, Remedy: lookup,
		Run: takes("a right webhook with headers in lower case", renamed(strings.ToLower)),
	}, {
		ID: "http/upper-case-headers", Title: "finds headers whose names are in capitals", Level: Must,
		Rule: says(casing), Source: goodPractice, Remedy: lookup,
		Run: takes("a right webhook with headers in capitals", renamed(strings.ToUpper)),
	}, {
		ID: "http/canonical-headers", Title: "finds headers whose names begin with capitals", Level: Must,
		Rule: says(casing), Source: goodPractice, Remedy: lookup,
		Run: takes("a right webhook with headers Written-Like-This", renamed(textproto.CanonicalMIMEHeaderKey)),
	}, {
		ID: "http/extra-headers", Title: "passes over headers that it does not know", Level: Should,
		Rule:   says("proxies, tunnels and tracing add headers of their own, and a product may at any time"),
		Source: goodPractice, Remedy: "read the headers that are needed, and leave the others alone",
		Run: takes("a right webhook with headers that proxies add", func(r Request) Request {
			for _, h := range addedByProxies() {
				r = r.With(h.Name, h.Value)
			}
			return r
		}),
	}, {
		ID: "http/charset", Title: "takes a Content-Type with a charset", Level: Should,
		Rule: func(s *Session) string {
			return contentTypeRule(s) + ", and many frameworks write application/json; charset=utf-8"
		},
		Source: goodPractice, Remedy: "compare the media type alone, without its parameters, or not at all",
		Run: takes("a right webhook of Content-Type application/json; charset=utf-8", withContentType("application/json; charset=utf-8")),
	}, {
		ID: "http/other-content-type", Title: "takes a body whose Content-Type is text/plain", Level: Hint,
		Rule: contentTypeRule, Source: goodPractice, Remedy: contentTypeRemedy,
		Run: takes("a right webhook of Content-Type text/plain", withContentType("text/plain")),
	}, {
		ID: "http/no-content-type", Title: "takes a body without Content-Type", Level: Hint,
		Rule: contentTypeRule, Source: goodPractice, Remedy: contentTypeRemedy,
		Run: takes("a right webhook without Content-Type", withContentType("")),
	}, {
		ID: "http/expect-continue", Title: "takes a webhook that expects 100 Continue", Level: Hint,
		Rule:   says("some HTTP clients, such as curl for larger bodies, send Expect: 100-continue, and servers answer it (RFC 9110)"),
		Source: goodPractice, Remedy: "leave Expect to the web server; a framework that answers 417 needs one in front that knows it",
		Run: takes("a right webhook with Expect: 100-continue", func(r Request) Request { return r.With("Expect", "100-continue") }),
	}, {
		ID: "http/query", Title: "takes a webhook whose URL has a query that it does not know", Level: Hint,
		Rule:   says("URLs are registered with a query to tell environments apart, and tunnels add parameters"),
		Source: goodPractice, Remedy: "compare the path alone, without the query",
		Run: takes("a right webhook to the URL with another parameter", func(r Request) Request {
			r.Query = "ledgerhook_check=1"
			return r
		}),
	}}
}

const contentTypeRemedy = "read the raw body whatever its Content-Type is, and parse it as JSON: a parser that is chosen by the type leaves an empty body behind"

func contentTypeRule(s *Session) string {
	return s.Traits.Title + " sends JSON; which value of Content-Type it sends is not documented"
}

// renamed writes the names of headers in another way.
func renamed(write func(string) string) func(Request) Request {
	return func(r Request) Request {
		headers := make([]relay.Header, len(r.Headers))
		for i, h := range r.Headers {
			headers[i] = relay.Header{Name: write(h.Name), Value: h.Value}
		}
		r.Headers = headers
		return r
	}
}

func withContentType(value string) func(Request) Request {
	return func(r Request) Request { return r.With("Content-Type", value) }
}

// addedByProxies are headers that tunnels, proxies and tracing add.
func addedByProxies() []relay.Header {
	return []relay.Header{
		{Name: "X-Forwarded-For", Value: "203.0.113.7, 198.51.100.2"},
		{Name: "X-Forwarded-Proto", Value: "https"},
		{Name: "X-Forwarded-Host", Value: "hooks.example.com"},
		{Name: "Via", Value: "1.1 proxy.example.com"},
		{Name: "X-Request-Id", Value: "7f1d5c3e9a"},
		{Name: "traceparent", Value: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
		{Name: "Accept", Value: "*/*"},
		{Name: "Accept-Encoding", Value: "gzip, deflate, br"},
		{Name: "X-Added-Later", Value: "not there before"},
	}
}

package check

import (
	"crypto/sha256"
	"slices"
	"strings"
)

// stamped is a webhook with this text as its timestamp, and a signature that is right for it.
func (s *Session) stamped(w Webhook, stamp string) (Request, error) {
	id := w.DialectID
	lead := ""
	switch s.Traits.Name {
	case "moneybird":
		lead = stamp + "."
	case "bookkeeper":
		lead = id + "." + stamp + "."
	}
	request, err := s.dressed(w, Signing{}, func(p proof) string {
		p.Lead = lead
		return p.mac(sha256.New, nil, w.Body)
	})
	if err != nil {
		return Request{}, err
	}
	return s.restamped(request, stamp), nil
}

// restamped changes the timestamp of a request and nothing else. An empty one is left out.
func (s *Session) restamped(r Request, stamp string) Request {
	if s.Traits.Name != "moneybird" {
		return r.With("webhook-timestamp", stamp)
	}
	r.Headers = slices.Clone(r.Headers)
	for i, h := range r.Headers {
		if !s.proves(h.Name) {
			continue
		}
		_, rest, _ := strings.Cut(h.Value, ",")
		r.Headers[i].Value = "t=" + stamp + "," + rest
		if stamp == "" {
			r.Headers[i].Value = rest
		}
	}
	return r
}

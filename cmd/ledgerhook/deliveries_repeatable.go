package main

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// coversAddress stands for a header that was computed over a body with an address in it.
const coversAddress = "(covers an address)"

// ownPort is the port that the machine picked for one end of a connection, in the error texts of package net.
func ownPort() *regexp.Regexp { return regexp.MustCompile(`\b(tcp) \S+:\d+->`) }

// repeatableDelivery hides what took real time behind fields that are never there.
type repeatableDelivery struct {
	control.Delivery
	LastDurationMS struct{}            `json:"last_duration_ms,omitzero"`
	Attempts       []repeatableAttempt `json:"attempts"`
	Event          control.Event       `json:"event"`
}

type repeatableAttempt struct {
	control.Attempt
	DurationMS  struct{} `json:"duration_ms,omitzero"`
	Timings     struct{} `json:"timings,omitzero"`
	Explanation struct{} `json:"explanation,omitzero"` // it goes by the secrets of now, and may quote what covers an address
}

// address is one of the server's own, and the name that stands for it.
type address struct {
	pattern *regexp.Regexp
	name    string
}

// repeatableFor shows a delivery without what differs between two runs with the same seed.
func repeatableFor(controlURL, mockURL string) (func(*control.Delivery, *control.Event) ([]byte, error), error) {
	var addresses []address
	for _, own := range []struct{ base, name string }{{controlURL, "control"}, {mockURL, "mock"}} {
		parsed, err := url.Parse(own.base)
		if err != nil || parsed.Host == "" {
			return nil, fmt.Errorf("the server tells %q as the address of its %s, which is no URL", own.base, own.name)
		}
		addresses = append(addresses, address{regexp.MustCompile(`\b` + regexp.QuoteMeta(parsed.Host) + `\b`), own.name})
	}
	local := ownPort()
	return func(d *control.Delivery, e *control.Event) ([]byte, error) {
		shown := repeatableDelivery{Delivery: *d, Event: *e, Attempts: make([]repeatableAttempt, len(d.Attempts))}
		shown.LastError = local.ReplaceAllString(d.LastError, "$1 local->")
		for i := range d.Attempts {
			at := d.Attempts[i]
			at.Error = local.ReplaceAllString(at.Error, "$1 local->")
			hideCovering(&at.Request, addresses)
			hideAnswer(at.Response, addresses)
			for j := range at.Faults {
				hideAnswer(at.Faults[j].Actual, addresses)
			}
			shown.Attempts[i].Attempt = at
		}
		text, err := json.Marshal(&shown)
		if err != nil {
			return nil, err
		}
		for _, own := range addresses {
			text = own.pattern.ReplaceAllLiteral(text, []byte(own.name))
		}
		return export.Line(text)
	}, nil
}

// hideAnswer leaves out when an answer was written.
func hideAnswer(m *control.Message, addresses []address) {
	if m == nil {
		return
	}
	for name := range m.Headers {
		if strings.EqualFold(name, "Date") {
			delete(m.Headers, name)
		}
	}
	hideCovering(m, addresses)
}

// hideCovering hides the headers that depend on the bytes of a body in which an address stands.
func hideCovering(m *control.Message, addresses []address) {
	if m.Body == nil {
		return
	}
	for _, own := range addresses {
		if !own.pattern.MatchString(*m.Body) {
			continue
		}
		for name := range m.Headers {
			if lower := strings.ToLower(name); lower == "content-length" || strings.Contains(lower, "signature") {
				m.Headers[name] = []string{coversAddress}
			}
		}
	}
}

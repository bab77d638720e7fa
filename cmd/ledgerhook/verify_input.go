package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/export"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// question is a request whose signature is asked for.
type question struct {
	presented  relay.Presented
	recognized bool
	ofFile     bool     // so that an editor may have had it
	notes      []string // worth telling beside the verdict
}

// toVerify reads the request and the secrets.
func (a *app) toVerify(ctx context.Context, v *verifying) (*question, error) {
	secrets, old, err := a.secretsToVerify(v)
	if err != nil {
		return nil, err
	}
	if v.delivery != "" {
		return a.deliveryToVerify(ctx, v, secrets, old)
	}
	q := &question{ofFile: v.request != "" || v.body != ""}
	var c captured
	switch {
	case v.request != "":
		c, err = a.requestToVerify(v.request)
	case v.har != "":
		c, err = a.entryToVerify(v)
	default:
		c, err = a.partsToVerify(v)
	}
	if err != nil {
		return nil, err
	}
	if v.har == "" {
		q.measure(&c)
	}
	if c.chunks {
		q.note("the body still has the marks of its chunks, which cannot be read: it was cut, or changed, and all of it counts here")
	}
	if len(c.body) > relay.MaxDataBytes {
		return nil, usage("", "the body has %d bytes; %d are allowed", len(c.body), relay.MaxDataBytes)
	}
	q.presented = relay.Presented{Provider: v.provider, Body: c.body, Headers: c.headers, Secrets: secrets, Old: old}
	if v.provider == "" {
		if q.presented.Provider, err = recognizedProvider(c.canonical(), c.body); err != nil {
			return nil, err
		}
		q.recognized = true
	}
	return q, q.wantsSecret()
}

// wantsSecret refuses a question that nothing can be held against. Finpilo may have no key.
func (q *question) wantsSecret() error {
	if len(q.presented.Secrets) == 0 && q.presented.Provider != "finpilo" {
		return usage("ledgerhook verify … --secret @FILE, or LEDGERHOOK_SECRET", "the secret is missing: nothing can be held against the signature")
	}
	return nil
}

// secretsToVerify reads those that count, and those that did.
func (a *app) secretsToVerify(v *verifying) (secrets, old []string, err error) {
	for _, given := range []struct{ flag, value string }{{"secret", v.secret}, {"secret2", v.secret2}} {
		if given.value == "" {
			continue
		}
		secret, err := a.readSecret(given.flag, given.value)
		if err != nil {
			return nil, nil, err
		}
		secrets = append(secrets, secret)
	}
	for _, value := range v.old {
		secret, err := a.readSecret("old-secret", value)
		if err != nil {
			return nil, nil, err
		}
		old = append(old, secret)
	}
	return secrets, old, nil
}

func (a *app) requestToVerify(path string) (captured, error) {
	text, err := a.readBounded("request", path, maxRequestBytes)
	if err != nil {
		return captured{}, err
	}
	c, err := readCaptured(text)
	if err != nil {
		return c, unrecordable(path, err)
	}
	return c, nil
}

// entryToVerify is one request of an archive.
func (a *app) entryToVerify(v *verifying) (captured, error) {
	text, err := a.readBounded("har", v.har, maxArchiveBytes)
	if err != nil {
		return captured{}, err
	}
	requests, err := export.ReadArchive(text)
	if err != nil {
		return captured{}, &exitError{code: exitUsage, err: fmt.Errorf("%s: %w", fileName(v.har), err), try: "save an archive with contents (bodies) in HAR 1.2"}
	}
	if v.entry > len(requests) {
		return captured{}, &exitError{code: exitNotFound, err: fmt.Errorf("%s has %d entries: there is no %d", fileName(v.har), len(requests), v.entry)}
	}
	requests = slices.DeleteFunc(requests, func(r export.ArchivedRequest) bool {
		return v.entry > 0 && r.Entry != v.entry || v.entry == 0 && r.Method != http.MethodPost
	})
	if len(requests) != 1 {
		return captured{}, usage("ledgerhook verify --har FILE --entry 1", "%s holds %d requests that are a POST: say which entry", fileName(v.har), len(requests))
	}
	r := &requests[0]
	if r.Problem != "" {
		return captured{}, usage("", "entry %d of %s: %s", r.Entry, fileName(v.har), r.Problem)
	}
	c := captured{method: r.Method, body: r.Body}
	for name, values := range r.Header {
		for _, value := range values {
			if !strings.EqualFold(name, "Content-Length") { // the archive has whole bodies, as they were decoded
				c.headers = append(c.headers, relay.Header{Name: name, Value: value})
			}
		}
	}
	return c, nil
}

// partsToVerify is a request whose parts are given.
func (a *app) partsToVerify(v *verifying) (captured, error) {
	c := captured{body: []byte(v.data)}
	for _, text := range v.headers {
		name, value, _ := strings.Cut(text, ":")
		if !isHeader(text) {
			return c, usage("--header 'webhook-id: 0b5c2f8e'", "--header wants 'Name: value'")
		}
		c.headers = append(c.headers, relay.Header{Name: name, Value: strings.TrimSpace(value)})
	}
	if v.body == "" {
		return c, nil
	}
	body, err := a.readBounded("body", v.body, maxRequestBytes)
	c.body = body
	return c, err
}

// measure holds a body against its Content-Length, and mends what an editor does to a file.
func (q *question) measure(c *captured) {
	length, ok := c.length()
	q.ofFile = q.ofFile && !ok // else it is told how long the body is
	switch extra := len(c.body) - length; {
	case !ok || extra == 0:
	case extra > 0 && len(bytes.Trim(c.body[length:], "\r\n")) == 0:
		q.note("the file has a line break behind the %d bytes that Content-Length tells, as editors add one: it is left out", length)
		c.body = c.body[:length]
	case extra > 0:
		q.note("the file has %d bytes more than the %d that Content-Length tells: all of them count here", extra, length)
	case len(bytes.ReplaceAll(c.body, []byte("\n"), []byte("\r\n"))) == length:
		q.note("the body's line breaks have lost their CR on the way to the file, by its Content-Length: they are put back")
		c.body = bytes.ReplaceAll(c.body, []byte("\n"), []byte("\r\n"))
	default:
		q.note("the file has %d bytes less than the %d that Content-Length tells: its body was cut, or changed", -extra, length)
	}
}

// recognizedProvider tells a product by the body, or by its headers where the body does not tell.
func recognizedProvider(header http.Header, body []byte) (string, error) {
	seen, err := provider.Recognize(header, body)
	if err == nil {
		return seen.Provider, nil
	}
	if name, ok := provider.RecognizeSigned(header); ok {
		return name, nil
	}
	if !errors.Is(err, provider.ErrAmbiguous) {
		err = errors.New("neither the body nor the headers tell")
	}
	return "", &exitError{code: exitUsage, err: fmt.Errorf("which product is it from? %w", err), try: "ledgerhook verify … --provider " + strings.Join(providerNames(), "|")}
}

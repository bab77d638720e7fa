package provider

import (
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

const (
	whsecFintoro = "whsec_fintoro_"
	algorithm    = "HMAC-SHA256"
)

// scheme is how a product signs, for the explainer, which compares. The sources of these facts stand with each product.
type scheme struct {
	name, title string
	headers     []string // that hold signatures, in the order of the secrets where each has its own
	idHeader    string   // empty: the product sends no id
	timeHeader  string   // empty: the product sends no time, or sends it in the signature's own header
	needID      bool     // receivers go by the id, though it may not be signed
	text        textID
	base64      bool   // else lower-case hex
	version     string // what stands before a signature, such as "v1="; empty: nothing
	signedBytes string
	short       string // the same in very few words, as in "hex over the raw body"
	shape       string // what a right header looks like
}

func schemes() []scheme {
	const rawBody = "the raw body alone"
	return []scheme{
		{
			name: "fintoro", title: "Fintoro", headers: []string{"webhook-signature"}, idHeader: "webhook-id", timeHeader: "webhook-timestamp",
			needID: true, text: bodyAlone, signedBytes: rawBody, short: "raw body", shape: "64 lower-case hex digits and nothing else",
		},
		{
			name: "moneybird", title: "Moneybird", headers: []string{"Moneybird-Signature"}, idHeader: "Idempotency-Key",
			text: timeBody, version: "v1=", signedBytes: "t, a dot and the raw body", short: "t.body", shape: "t=<Unix seconds>,v1=<64 lower-case hex digits>",
		},
		{
			name: "silverfin", title: "Silverfin", headers: []string{"X-SF-SIGNATURE-1", "X-SF-SIGNATURE-2"},
			text: bodyAlone, signedBytes: rawBody, short: "raw body", shape: "64 lower-case hex digits and nothing else",
		},
		{
			name: "bookkeeper", title: "Bookkeeper", headers: []string{"webhook-signature"}, idHeader: "webhook-id", timeHeader: "webhook-timestamp",
			needID: true, text: idTimeBody, base64: true, version: "v1,",
			signedBytes: "webhook-id, a dot, webhook-timestamp, a dot and the raw body", short: "id.timestamp.body", shape: "v1,<base64 of 32 bytes>",
		},
	}
}

func schemeOf(name string) (*scheme, bool) {
	for _, s := range schemes() {
		if s.name == name {
			return &s, true
		}
	}
	return nil, false
}

// SignatureHeaders are the headers that hold a product's signatures; nil where it signs nothing.
func SignatureHeaders(product string) []string {
	s, ok := schemeOf(product)
	if !ok {
		return nil
	}
	return s.headers
}

func (s *scheme) needsID() bool   { return s.text == idTimeBody }
func (s *scheme) needsTime() bool { return s.text == idTimeBody || s.text == timeBody }

func (s *scheme) encode(digest []byte) string {
	if s.base64 {
		return base64.StdEncoding.EncodeToString(digest)
	}
	return hex.EncodeToString(digest)
}

// encoding is the words for how the product writes a digest.
func (s *scheme) encoding() string {
	if s.base64 {
		return "base64 with padding"
	}
	return "lower-case hex"
}

func (s *scheme) encodingShort() string {
	if s.base64 {
		return "base64"
	}
	return "hex"
}

// lead is what stands before the body in the text that is signed.
func (x *explaining) lead() string {
	lead, _ := leadOf(x.text, x.id, x.timestamp)
	return lead
}

// expected are the headers that a right request would have; nil where a part that is signed is missing.
func (x *explaining) expected() []relay.Header {
	if x.needsID() && x.id == "" || x.needsTime() && x.timestamp == "" {
		return nil
	}
	values := map[string][]string{}
	for _, key := range x.keys {
		values[key.header] = append(values[key.header], x.version+x.encode(key.sign(x.lead(), x.in.Body)))
	}
	var expected []relay.Header
	for _, name := range x.headers {
		if len(values[name]) == 0 {
			continue
		}
		value := values[name][0] // a header without versions holds one
		switch {
		case x.name == "moneybird":
			value = "t=" + x.timestamp + "," + strings.Join(values[name], ",")
		case x.version != "":
			value = strings.Join(values[name], " ")
		}
		expected = append(expected, relay.Header{Name: name, Value: value})
	}
	return expected
}

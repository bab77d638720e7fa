package provider

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// explainTolerance is how far a timestamp may be from now. Source: vendor documentation of Fintoro and Moneybird; for
// Bookkeeper that of the Standard Webhooks libraries.
const explainTolerance = 300 * time.Second

// headers are a request's headers, as far as they are about its signature.
type headers struct {
	id, timestamp string
	signatures    []presentedValue
	verdict       relay.SignatureVerdict // where there is a mistake
	mistake       *relay.Mistake         // nil where the signatures can be looked at
}

// presentedValue is one header's value, or what a receiver computed.
type presentedValue struct {
	header string   // empty: any of the product's
	text   string   // as it stands
	bare   []string // the signatures in it, where it has the product's form
}

func (x *explaining) readHeaders() headers {
	var h headers
	note := func(verdict relay.SignatureVerdict, mistake *relay.Mistake) {
		if h.mistake == nil {
			h.verdict, h.mistake = verdict, mistake
		}
	}
	missing := 0
	for _, name := range x.headers {
		values := valuesOf(x.in.Headers, name)
		switch {
		case len(values) == 0:
			missing++
		case len(values) > 1:
			note(relay.SignatureMalformed, repeated(name, len(values)))
		case strings.TrimSpace(values[0]) == "":
			note(relay.SignatureMalformed, empty(name))
		default:
			h.signatures = append(h.signatures, presentedValue{header: name, text: values[0], bare: x.bare(values[0])})
		}
	}
	if len(h.signatures) > 0 && len(x.headers) > 1 { // one that matches is enough
		h.mistake = nil
	}
	if missing == len(x.headers) {
		note(relay.SignatureMissing, missingAt(x.headers...))
	}
	x.readCompanions(&h, note)
	return h
}

// readCompanions reads id and time.
func (x *explaining) readCompanions(h *headers, note func(relay.SignatureVerdict, *relay.Mistake)) {
	one := func(name string, needed bool) string {
		values := valuesOf(x.in.Headers, name)
		switch {
		case len(values) > 1:
			note(relay.SignatureMalformed, repeated(name, len(values)))
		case len(values) == 0 && needed:
			note(relay.SignatureMalformed, missingAt(name))
		case len(values) == 1 && values[0] == "" && needed:
			note(relay.SignatureMalformed, empty(name))
		case len(values) == 1:
			return values[0]
		}
		return ""
	}
	if x.idHeader != "" {
		h.id = one(x.idHeader, x.needID)
	}
	name := x.timeHeader
	switch {
	case name != "":
		h.timestamp = one(name, true)
	case x.needsTime():
		name = x.headers[0] + "'s t"
		if len(h.signatures) > 0 {
			h.timestamp = x.readTime(h.signatures[0].text, note)
		}
	}
	if strings.Contains(h.id, ".") && x.needsID() {
		note(relay.SignatureMalformed, mistakeOf(dottedID, x.idHeader+" holds a dot, so that the signed text is ambiguous", "use an id without dots"))
	}
	if h.timestamp != "" {
		if mistake := timestampForm(name, h.timestamp); mistake != nil {
			note(relay.SignatureMalformed, mistake)
		}
	}
}

// readTime reads Moneybird's t, which must be there once.
func (x *explaining) readTime(value string, note func(relay.SignatureVerdict, *relay.Mistake)) string {
	var times []string
	for part := range strings.SplitSeq(value, ",") {
		if text, ok := strings.CutPrefix(strings.TrimSpace(part), "t="); ok {
			times = append(times, text)
		}
	}
	if len(times) == 1 && times[0] != "" {
		return times[0]
	}
	mistake := mistakeOf(timestampMissing, x.headers[0]+" holds no t, which is signed", "write "+x.shape)
	if len(times) > 1 {
		mistake = mistakeOf(timestampRepeated, x.headers[0]+" holds more than one t", "write "+x.shape)
	}
	note(relay.SignatureMalformed, mistake)
	return ""
}

// bare takes the signatures out of a header's value of the product's form.
func (x *explaining) bare(value string) []string {
	var parts []string
	switch {
	case x.version == "":
		return []string{value}
	case x.name == "moneybird":
		for part := range strings.SplitSeq(value, ",") {
			parts = append(parts, strings.TrimSpace(part))
		}
	default:
		parts = strings.Fields(value)
	}
	var bare []string
	for _, part := range parts {
		if signature, ok := strings.CutPrefix(part, x.version); ok {
			bare = append(bare, signature)
		}
	}
	return bare
}

// timestampForm says what is wrong with a time's form; nil when nothing is.
func timestampForm(name, value string) *relay.Mistake {
	seconds, err := strconv.ParseUint(value, 10, 63)
	switch {
	case err != nil:
		return mistakeOf(timestampNoNumber, name+" is no number", "write Unix seconds in digits alone")
	case seconds >= 1e11 && seconds < 1e15: // seconds from the year 5138 on, milliseconds from 1973 on
		return mistakeOf(timestampMilliseconds, name+" is in milliseconds", "write Unix seconds, as divided by 1000")
	case seconds >= 1<<40:
		return mistakeOf(timestampNoNumber, name+" is no time in Unix seconds", "write Unix seconds in digits alone")
	}
	return nil
}

// freshness says whether the time is too far from now; nil when it is not, or nobody asks.
func (x *explaining) freshness() *relay.Mistake {
	seconds, err := strconv.ParseInt(x.timestamp, 10, 63)
	if x.timestamp == "" || err != nil || x.in.Now.IsZero() {
		return nil
	}
	age := x.in.Now.Sub(time.Unix(seconds, 0))
	switch {
	case age > explainTolerance:
		return mistakeOf(staleTimestamp, fmt.Sprintf("the signature fits, but its time is %v old, more than %v%s", age.Round(time.Second), explainTolerance, zoneWords(age)), "sign anew for every attempt, and compare the clocks")
	case age < -explainTolerance:
		return mistakeOf(futureTimestamp, fmt.Sprintf("the signature fits, but its time is %v ahead, more than %v%s", -age.Round(time.Second), explainTolerance, zoneWords(age)), "compare the clocks")
	}
	return nil
}

// zoneWords tells where a time is as far away as a time zone, within a minute; those differ by half hours, and by 14 hours at most.
func zoneWords(age time.Duration) string {
	zone := age.Abs().Round(30 * time.Minute)
	if zone == 0 || zone > 14*time.Hour || (age.Abs()-zone).Abs() > time.Minute {
		return ""
	}
	return ", perhaps as local time was taken for UTC"
}

// withoutCompanion is the mistake of a request to whose signature a signed header is missing.
func (x *explaining) withoutCompanion() *relay.Mistake {
	switch {
	case x.timeHeader == "":
		return missingAt(x.headers[0] + ", whose t is signed,")
	case x.needsID() && x.id == "":
		return missingAt(x.idHeader)
	}
	return missingAt(x.timeHeader)
}

func valuesOf(headers []relay.Header, name string) []string {
	var values []string
	for _, h := range headers {
		if strings.EqualFold(h.Name, name) {
			values = append(values, h.Value)
		}
	}
	return values
}

func missingAt(names ...string) *relay.Mistake {
	verb := " is missing"
	if len(names) > 1 {
		verb = " are missing"
	}
	return mistakeOf(headerMissing, strings.Join(names, " and ")+verb, "send it, and look whether a proxy takes it away")
}

func empty(name string) *relay.Mistake {
	return mistakeOf(headerEmpty, name+" is there, but empty", "look whether the value was made at all")
}

func repeated(name string, times int) *relay.Mistake {
	return mistakeOf(headerRepeated, fmt.Sprintf("%s is there %d times", name, times), "send it once: which one a receiver reads is open")
}

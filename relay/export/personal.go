package export

import (
	"cmp"
	"maps"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// What stands for somebody's: one of a kind, always the same, and as good as real to what reads it. Source: our choice; the
// IBAN is the Netherlands' example in the IBAN registry, and example.com belongs to nobody (RFC 2606).
const (
	someSecret = "example-secret"
	someMail   = "jan.jansen@example.com"
	someIBAN   = "NL91ABNA0417164300"
	somePhone  = "+31 20 555 0100"
	someStreet = "Voorbeeldstraat 1"
	someFirst  = "Jan"
	someLast   = "Jansen"
	someName   = "Jan Jansen"
	someFirm   = "Voorbeeld BV"
	someZip    = "1234 AB"
	someCity   = "Voorbeeldstad"
	someTax    = "NL123456789B01"
	someNumber = "12345678" // of a register, or a mandate
	someBIC    = "ABNANL2A"
	someDay    = "1980-01-01"
	someFile   = "example.pdf"
	someText   = "example text"
	someURL    = "https://example.com/example"
)

// place is where a text stands: the key that it belongs to, and what that is a part of; both as normalized gives them.
type place struct{ key, holder string }

// within is a place one deeper.
func (p place) within(name string) place {
	holder := p.key
	if holder == "" {
		holder = p.holder // at the top it is what the event is about
	}
	return place{key: normalized(name), holder: holder}
}

// normalized is a name as products spell it, without what they spell differently.
func normalized(name string) string {
	return strings.NewReplacer("_", "", "-", "", ".", "", " ", "").Replace(strings.ToLower(name))
}

// disguises replace what is personal or secret in texts.
type disguises struct {
	mails, ibans, phones, urls *regexp.Regexp
	names                      map[string]string // that were met, with what stands for them
	everywhere                 *strings.Replacer // of these names, in other texts; nil while they are collected
	keep                       Keep
}

func newDisguises() *disguises {
	return &disguises{
		names: map[string]string{},
		mails: regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+`),
		ibans: regexp.MustCompile(`\b[A-Z]{2}[0-9]{2}( ?[A-Z0-9]{4}){2,7}( ?[A-Z0-9]{1,3})?\b`),
		// One that does not begin with + may be any number.
		phones: regexp.MustCompile(`\+[0-9][0-9 ()./-]{6,}[0-9]`),
		urls:   regexp.MustCompile(`(?i)\bhttps?://[^\s"'<>]+`),
	}
}

// collected lets the names that were met be replaced in every text from now on.
func (d *disguises) collected() {
	longest := slices.SortedFunc(maps.Keys(d.names), func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) })
	pairs := make([]string, 0, 2*len(longest))
	for _, name := range longest {
		pairs = append(pairs, name, d.names[name])
	}
	d.everywhere = strings.NewReplacer(pairs...)
}

// keeps reports whether a number at a place is to stay as it is.
func (d *disguises) keeps(p place) bool {
	if p.kind("") == someSecret {
		return d.keep.Secrets
	}
	return d.keep.PersonalData
}

// shortestName is how long a name must be to be looked for in other texts: a shorter one may be part of any word.
const shortestName = 5

// of is a text with what its place says is personal replaced; wherever they stand, mail addresses, IBANs, phone numbers, URLs and
// names that were collected. What is free text by its key is replaced whole; a name that no key tells stays elsewhere, such as in
// the name of a thing. So does what is to be kept.
func (d *disguises) of(text string, p place) string {
	if text == "" {
		return ""
	}
	is := p.kind(text)
	switch {
	case is == someSecret && d.keep.Secrets && !strings.Contains(text, relay.Masked):
		return text
	case is != someSecret && d.keep.PersonalData:
		return text
	case is != "":
		if (is == someName || is == someFirm) && len(text) >= shortestName {
			d.names[text] = is
		}
		return is
	}
	if d.everywhere != nil {
		text = d.everywhere.Replace(text)
	}
	text = d.urls.ReplaceAllStringFunc(text, disguisedURL)
	text = d.mails.ReplaceAllString(text, someMail)
	text = d.phones.ReplaceAllString(text, somePhone)
	return d.ibans.ReplaceAllStringFunc(text, func(found string) string {
		if validIBAN(found) {
			return someIBAN
		}
		return found
	})
}

// validIBAN checks the check digits, so that no other number is taken for one. Source: ISO 13616.
func validIBAN(text string) bool {
	text = strings.ReplaceAll(text, " ", "")
	rest := 0
	for _, r := range text[4:] + text[:4] {
		if r >= 'A' {
			rest = (rest*100 + int(r-'A') + 10) % 97
			continue
		}
		rest = (rest*10 + int(r-'0')) % 97
	}
	return rest == 1
}

// disguisedURL is a URL that tells nothing of anybody: a path may hold a token as well as a query does. One of this machine, as our
// own samples have, keeps its path, which its file is found by.
func disguisedURL(found string) string {
	u, err := url.Parse(found)
	if err != nil {
		return someURL
	}
	if ip, err := netip.ParseAddr(u.Hostname()); u.Hostname() != "localhost" && (err != nil || !ip.IsLoopback()) {
		return someURL
	}
	u.User, u.RawQuery, u.Fragment, u.RawFragment = nil, "", "", ""
	return u.String()
}

package export

import (
	"cmp"
	"maps"
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
	mails, ibans *regexp.Regexp
	names        map[string]string // that were met, with what stands for them
	everywhere   *strings.Replacer // of these names, in other texts; nil while they are collected
	keep         Keep
}

func newDisguises() *disguises {
	return &disguises{
		names: map[string]string{},
		mails: regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+`),
		ibans: regexp.MustCompile(`\b[A-Z]{2}[0-9]{2}( ?[A-Z0-9]{4}){2,7}( ?[A-Z0-9]{1,3})?\b`),
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

// shortestName is how long a name must be to be looked for in other texts: a shorter one may be part of any word.
const shortestName = 5

// of is a text with what its place says is personal replaced; wherever they stand, mail addresses, IBANs and names that were
// collected. A name that no key tells, as of somebody in a note alone, stays; so does what is to be kept.
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
	text = d.mails.ReplaceAllString(text, someMail)
	return d.ibans.ReplaceAllStringFunc(text, func(found string) string {
		if validIBAN(found) {
			return someIBAN
		}
		return found
	})
}

// kind is what to write for a text whose place says what it is; empty where it does not.
func (p place) kind(text string) string {
	has := func(parts ...string) bool { return containsAny(p.key, parts) }
	switch {
	case strings.Contains(text, relay.Masked), has("secret", "token", "password", "apikey", "viewcode", "authorization"):
		return someSecret
	case strings.HasSuffix(p.key, "id"): // a number, and whose it is stays a secret
		return ""
	case has("mail"):
		return someMail
	case strings.HasSuffix(p.key, "name"):
		return p.name()
	case has("iban"):
		return someIBAN
	case has("phone", "mobile", "fax"), p.key == "tel":
		return somePhone
	case has("street", "address"):
		return someStreet
	case has("attention", "accountholder"):
		return someName
	case slices.Contains(parties(), p.key) && strings.Contains(text, " "): // an id holds no blank
		return someName
	}
	return ""
}

// name is the name of a person or firm; empty where it is that of a thing.
func (p place) name() string {
	switch whose := strings.TrimSuffix(p.key, "name"); {
	case whose == "first", whose == "given", whose == "middle":
		return someFirst
	case whose == "last", whose == "family", whose == "sur":
		return someLast
	case whose == "company", whose == "legal", whose == "trade":
		return someFirm
	case whose == "full", whose == "display", strings.HasSuffix(whose, "account"), strings.HasSuffix(whose, "holder"), isParty(whose), whose == "" && isParty(p.holder):
		return someName
	}
	return ""
}

// isParty reports whether a key, or an event type, is about somebody.
func isParty(key string) bool { return containsAny(key, parties()) }

func parties() []string {
	return []string{
		"contact", "client", "customer", "supplier", "vendor", "company", "person", "counterparty", "party", "buyer", "seller", "debtor", "creditor",
		"employee", "sender", "recipient", "user", "owner", "payer", "payee", "beneficiary", "identity", "firm",
	}
}

func containsAny(text string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
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

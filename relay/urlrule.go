package relay

import (
	"fmt"
	"net/url"
	"unicode/utf8"
)

// URLRule is what a product demands of the URLs that it sends to, as data. The zero value demands nothing. What is
// demanded is enforced where the engine is strict, and told of everywhere.
type URLRule struct {
	HTTPSOnly  Demand // no plain http
	NoUserinfo Demand // no user or password in front of the host
	PublicOnly Demand // the host has public addresses only, when the URL is saved and when it is sent to
	MaxLength  int    // of the URL, in characters; zero: no limit is known
	LengthFrom FactSource

	// AdvisesHTTPS is no demand: plain http is taken, and advised against.
	AdvisesHTTPS Demand
}

// Demand is one of the things demanded. The zero value is not demanded.
type Demand struct {
	Text   string // the product's rule, as a sentence without a dot, such as "Fintoro sends to https only"
	Source FactSource
}

// Made tells whether it is demanded at all.
func (d Demand) Made() bool { return d.Text != "" }

// The names of URLNote.Rule. Scripts rely on them.
const (
	RuleHTTPSOnly    = "https_only"
	RuleNoUserinfo   = "no_userinfo"
	RulePublicOnly   = "public_only"
	RuleMaxLength    = "max_length"
	RuleAdvisesHTTPS = "https_advised"  // production takes it all the same
	RuleBuiltinMock  = "builtin_mock"   // exempt from the rules above
	RuleAssumed      = "assumed_public" // counts as public by --assume-public
)

// URLNote is what there is to say of a URL that production would refuse or advises against, or that is exempt here.
type URLNote struct {
	Rule   string     `json:"rule" doc:"https_only, no_userinfo, public_only and max_length: production refuses it; https_advised: production takes it; builtin_mock and assumed_public: exempt here"`
	Text   string     `json:"text"`
	Source FactSource `json:"source" doc:"how the rule is known"`
}

// Refuses tells whether the product itself would refuse the URL.
func (n *URLNote) Refuses() bool {
	switch n.Rule {
	case RuleAdvisesHTTPS, RuleBuiltinMock, RuleAssumed:
		return false
	}
	return true
}

// Sentence says it in one line, with how it is known.
func (n *URLNote) Sentence() string {
	switch {
	case n.Refuses():
		return fmt.Sprintf("production would refuse this URL: %s (%s)", n.Text, n.Source)
	case n.Rule == RuleAdvisesHTTPS:
		return fmt.Sprintf("production advises against this URL: %s (%s)", n.Text, n.Source)
	}
	return n.Text
}

// Notes says what a product has against a URL, as far as the URL itself tells: a name is not asked for its addresses.
// assumed says which names count as public. A URL that cannot be parsed has none: others refuse it.
func (r *URLRule) Notes(target string, assumed Assumed) []URLNote {
	u, err := url.Parse(target)
	if err != nil {
		return nil
	}
	var notes []URLNote
	note := func(rule, text string, source FactSource) {
		notes = append(notes, URLNote{Rule: rule, Text: text, Source: source})
	}
	if r.HTTPSOnly.Made() && u.Scheme != "https" {
		note(RuleHTTPSOnly, r.HTTPSOnly.Text, r.HTTPSOnly.Source)
	}
	if r.NoUserinfo.Made() && u.User != nil {
		note(RuleNoUserinfo, r.NoUserinfo.Text, r.NoUserinfo.Source)
	}
	host := readHost(u.Hostname())
	addr, isAssumed := assumed[host.name]
	switch why := host.notPublic(); {
	case isAssumed:
		note(RuleAssumed, fmt.Sprintf("%s counts as public and is dialled at %s (--assume-public)", host.name, addr), Chosen)
	case r.PublicOnly.Made() && why != "":
		note(RulePublicOnly, why+"; "+r.PublicOnly.Text, r.PublicOnly.Source)
	}
	if n := utf8.RuneCountInString(target); r.MaxLength > 0 && n > r.MaxLength {
		note(RuleMaxLength, fmt.Sprintf("it has %d characters, at most %d are taken", n, r.MaxLength), r.LengthFrom)
	}
	if r.AdvisesHTTPS.Made() && u.Scheme == "http" {
		note(RuleAdvisesHTTPS, r.AdvisesHTTPS.Text, r.AdvisesHTTPS.Source)
	}
	return notes
}

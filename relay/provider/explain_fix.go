package provider

import "github.com/ledgerhook/ledgerhook/relay"

// A mistake's line to change is made of parts: what a product signs and sends (recipe), and how each language writes it
// (language). So it fits the product in question. In all lines body is the raw body's bytes, secret the secret as a person has
// it, id and timestamp what the headers say, and signature what was computed.

// lines are what stands there and what should.
type lines struct{ wrong, right string }

// fix makes the line to change for a product in a language.
type fix func(l *language, r *recipe) lines

// languages are those that have a line to change for every mistake, in the order shown to people.
func languages() []*language {
	return []*language{nodeCode(), pythonCode(), phpCode(), rubyCode(), csharpCode(), goCode()}
}

// FixLanguages are the names of the languages of fixes, in the order shown to people.
func FixLanguages() []string {
	var names []string
	for _, l := range languages() {
		names = append(names, l.name)
	}
	return names
}

// withFixes adds to a mistake what to change; nil stays nil.
func withFixes(product string, mistake *relay.Mistake) *relay.Mistake {
	if mistake == nil {
		return nil
	}
	mistake.Fixes = nil
	for _, id := range madeOf(mistake.ID) {
		mistake.Fixes = append(mistake.Fixes, fixesAbout(product, id, mistake.Sentence)...)
	}
	return mistake
}

// fixesOf are the lines to change for one mistake; nil where the product knows no such mistake, or that is its way.
func fixesOf(product string, id mistakeID) []relay.Fix { return fixesAbout(product, id, "") }

// fixesAbout are those of a mistake in the header that a sentence begins with, the signature's where it begins with none.
func fixesAbout(product string, id mistakeID, sentence string) []relay.Fix {
	r, ok := recipeOf(product)
	if !ok || !r.bearer && !r.scheme.knows(id) {
		return nil
	}
	if !r.bearer {
		r = r.about(sentence)
	}
	families := []func() map[mistakeID]fix{textFixes, keyFixes, hashFixes, encodingFixes, bodyFixes, headerFixes, timeFixes}
	if r.bearer {
		families = []func() map[mistakeID]fix{bearerFixes}
	}
	for _, family := range families {
		write, ok := family()[id]
		if !ok {
			continue
		}
		var fixes []relay.Fix
		for _, l := range languages() {
			made := write(l, r)
			if made.wrong == made.right {
				return nil
			}
			fixes = append(fixes, relay.Fix{Language: l.name, Wrong: made.wrong, Right: made.right})
		}
		return fixes
	}
	return nil
}

// knows reports whether a mistake can be made with the product: not what needs a header that it does not send, or a form that it
// does not have.
func (s *scheme) knows(id mistakeID) bool {
	switch id {
	case prefixCut:
		return s.name == "fintoro"
	case swappedTokens:
		return len(s.headers) > 1
	case base64NoPadding, base64ForURLs:
		return s.base64
	case upperCase, hexDashed, hexPrefixed, hexSeparated:
		return !s.base64
	case signedMilliseconds, signedOtherTime, signedNow, signedSeparator:
		return s.needsTime()
	case timestampMissing, timestampRepeated:
		return s.text == timeBody
	case dottedID:
		return s.needsID()
	case timestampNoNumber, timestampMilliseconds, staleTimestamp, futureTimestamp, signedTimestamp, signedBodyFirst:
		return s.sendsTime()
	case signedID, signedIDTimestamp, signedTimestampID, signedWithoutDots, otherScheme:
		return s.idHeader != ""
	}
	return true
}

func (s *scheme) sendsTime() bool { return s.timeHeader != "" || s.needsTime() }

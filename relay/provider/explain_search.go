package provider

import (
	"crypto/subtle"
	"fmt"
	"io"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// What one search may cost.
const (
	maxHashedBytes  = 64 << 20 // in all; the overhead of a short text counts as hashOverhead
	hashOverhead    = 256
	maxMistakes     = 2         // of body, text, key and algorithm at once
	maxWrittenBytes = 256 << 10 // of a body that is parsed and written again
	maxCutBytes     = 64 << 10  // of a body whose every beginning is tried
	maxMomentBytes  = 16 << 10  // of a body that is tried with the times beside its own
)

// searching is one search for what gives one of some values.
type searching struct {
	*explaining
	claims []claim
	value  presentedValue
	spent  int
	sum    []byte // of digest, used again

	bodies []bodied
	texts  []texted
	keys   []keyed
	hashes []hashed
}

// finding is what gives a value.
type finding struct {
	mistake *relay.Mistake
	shown   string // the value, as it stands
}

// search finds the mistakes that give one of the claims; nil when none does. untried says what was left out then because
// of the body's size.
func (x *explaining) search(claims []claim, value presentedValue) (found *finding, untried string) {
	if len(claims) == 0 {
		return nil, ""
	}
	bodies, untried := x.bodies()
	s := &searching{explaining: x, claims: claims, value: value, bodies: bodies, texts: x.texts(), keys: x.keysFor(value.header)}
	for _, h := range hashes() {
		for i := range claims {
			if len(claims[i].digest) == h.size {
				s.hashes = append(s.hashes, h)
				break
			}
		}
	}
	for mistakes := range maxMistakes + 1 {
		if found = s.with(mistakes); found == nil && mistakes == 1 {
			if found = s.cut(); found == nil {
				found = s.otherMoment()
			}
		}
		if found != nil {
			return found, ""
		}
	}
	if s.spent > maxHashedBytes {
		untried = strings.TrimPrefix(untried+", two mistakes at once", ", ")
	}
	if untried != "" {
		untried = fmt.Sprintf("not tried with a body of %d bytes: %s", len(x.in.Body), untried)
	}
	return nil, untried
}

// with tries all that deviates in exactly so many ways.
func (s *searching) with(mistakes int) *finding {
	for i := range s.bodies {
		b := &s.bodies[i]
		if b.alone && mistakes > 1 {
			continue
		}
		for j := range s.texts {
			t := &s.texts[j]
			if t.rare && b.mistake != nil {
				continue // two things that hardly anybody gets wrong at once
			}
			for n := range s.hashes {
				h := &s.hashes[n]
				left := mistakes - deviations(b.mistake, t.mistake, h.mistake)
				if left != 0 && left != 1 {
					continue
				}
				found, spent := s.withKeys(b, t, h, left)
				if found != nil || spent {
					return found
				}
			}
		}
	}
	return nil
}

// withKeys tries the right keys, or those that are a mistake. spent is true once the search has cost what it may.
func (s *searching) withKeys(b *bodied, t *texted, h *hashed, mistakes int) (found *finding, spent bool) {
	for i := range s.keys {
		k := &s.keys[i]
		if deviations(k.mistake) != mistakes || k.alone && deviations(b.mistake, t.mistake, h.mistake) > 0 {
			continue
		}
		s.spent += len(t.lead) + len(b.body) + hashOverhead
		if s.spent > maxHashedBytes {
			return nil, true
		}
		c, ok := s.matching(s.digest(h, k, t, b.body))
		if !ok {
			continue
		}
		if mistake := together(s.parts(c, b, t, k, h)); mistake != nil { // else an answer shows the right value
			return &finding{mistake, c.text}, false
		}
	}
	return nil, false
}

// digest is what an algorithm makes. The right one's state behind the key is kept, since nearly all of the search takes it.
func (s *searching) digest(h *hashed, k *keyed, t *texted, body []byte) []byte {
	if h.mistake != nil {
		return h.sum(k.key, t.lead, t.tailed(body))
	}
	k.mac.Reset()
	io.WriteString(k.mac, t.lead) // a hash takes all
	k.mac.Write(body)
	io.WriteString(k.mac, t.tail)
	s.sum = k.mac.Sum(s.sum[:0])
	return s.sum
}

// deviations is how many of them are a mistake.
func deviations(parts ...*part) int {
	n := 0
	for _, p := range parts {
		if p != nil {
			n++
		}
	}
	return n
}

func (s *searching) matching(digest []byte) (claim, bool) {
	for _, c := range s.claims {
		if subtle.ConstantTimeCompare(c.digest, digest) == 1 {
			return c, true
		}
	}
	return claim{}, false
}

// parts are the mistakes that were found, the most telling one first.
func (s *searching) parts(c claim, b *bodied, t *texted, k *keyed, h *hashed) []part {
	if other := s.otherScheme(c, t, k); other != nil && b.mistake == nil && h.mistake == nil {
		return []part{*other}
	}
	var parts []part
	for _, p := range []*part{b.mistake, t.mistake, k.mistake, h.mistake} {
		if p != nil {
			parts = append(parts, *p)
		}
	}
	return s.withForm(parts, c, s.value)
}

// otherScheme recognises another product's way as a whole: its text, and its key or its encoding.
func (s *searching) otherScheme(c claim, t *texted, k *keyed) *part {
	for _, other := range schemes() {
		if other.text != t.id || other.name == s.name || other.text == s.text && other.base64 == s.base64 {
			continue
		}
		encoded := c.encoding == hexLower && !other.base64 || c.encoding == base64Padded && other.base64
		differs := deviations(t.mistake, k.mistake)
		if other.base64 != s.base64 {
			differs++
		}
		if !encoded || differs < 2 || !s.madeBy(&other, k) {
			continue
		}
		return &part{otherScheme, "by the scheme of " + other.title + ": " + other.encodingShort() + " over " + other.short, "sign " + s.short + " with " + s.keyWordsShort() + ", in " + s.encodingShort()}
	}
	return nil
}

// madeBy reports whether another product would make this key of one of the secrets, or stands for a receiver that did
// so by hand.
func (s *searching) madeBy(other *scheme, k *keyed) bool {
	for _, secret := range s.in.Secrets {
		made := [][]byte{[]byte(secret)}
		if other.base64 {
			made = decodedBase64(secret)
		}
		for _, key := range made {
			if string(key) == string(k.key) {
				return true
			}
		}
	}
	return false
}

func (s *searching) keyWordsShort() string {
	if s.base64 {
		return "the decoded secret"
	}
	return "the secret's text"
}

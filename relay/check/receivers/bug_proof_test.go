package receivers_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// A bug is put into a right receiver by replacing one of its parts. These are about who sent a webhook, and when.

// signsParsed computes the signature over the body as JSON.stringify(JSON.parse(body)) gives it.
func signsParsed(rc *receiver) {
	text := rc.proof.text
	rc.proof.text = func(h http.Header, body []byte) []byte { return text(h, writtenAgain(body)) }
}

func writtenAgain(body []byte) []byte {
	again := jsontext.Value(bytes.Clone(body))
	if err := again.Format(jsontext.PreserveRawStrings(false), jsontext.CanonicalizeRawFloats(true), jsontext.AllowDuplicateNames(true)); err != nil {
		return body
	}
	return again
}

// comparesFirst looks at the first n characters of a signature.
func comparesFirst(n int) func(*receiver) {
	return func(rc *receiver) {
		rc.proof.equal = func(given, want string) bool { return len(given) >= n && given[:n] == want[:n] }
	}
}

// takesBeginnings compares as far as what is given goes, as a loop over the shorter of two does.
func takesBeginnings(rc *receiver) {
	rc.proof.equal = func(given, want string) bool { return given != "" && strings.HasPrefix(want, given) }
}

// takesMore is satisfied where the right value stands at the beginning.
func takesMore(rc *receiver) {
	rc.proof.equal = func(given, want string) bool { return strings.HasPrefix(given, want) }
}

func takesAnyCase(rc *receiver) {
	rc.proof.equal = strings.EqualFold
}

// takesAny only looks whether there is a signature.
func takesAny(rc *receiver) {
	rc.proof.equal = func(given, _ string) bool { return given != "" }
}

// looksAtNothing verifies nothing.
func looksAtNothing(rc *receiver) {
	rc.proof.equal = func(string, string) bool { return true }
	rc.proof.given = func(http.Header, int) []string { return []string{missing} }
}

// takesUnsigned checks the signature where there is one.
func takesUnsigned(rc *receiver) {
	whole := rc.proof
	rc.proof.equal = func(given, want string) bool { return given == missing || whole.equal(given, want) }
	rc.proof.given = func(h http.Header, i int) []string {
		given := whole.given(h, i)
		if strings.Join(given, "") == "" {
			return []string{missing}
		}
		return given
	}
	fresh := rc.fresh
	rc.fresh = func(h http.Header, now time.Time) bool {
		return h.Get("Moneybird-Signature") == "" && h.Get("webhook-id") == "" || fresh(h, now)
	}
}

// missing stands for a signature that is not there.
const missing = "missing"

func keyed(key func(string) []byte) func(*receiver) {
	return func(rc *receiver) { rc.proof.key = key }
}

func signing(text func(http.Header, []byte) []byte) func(*receiver) {
	return func(rc *receiver) { rc.proof.text = text }
}

func summing(sum func(key, text []byte) string) func(*receiver) {
	return func(rc *receiver) { rc.proof.sum = sum }
}

// knowing is given one of two secrets, and none that anybody knows for the other.
func knowing(i int) func(*receiver) {
	return func(rc *receiver) {
		secrets := slices.Repeat([]string{"a token of nobody"}, len(rc.secrets))
		secrets[i] = rc.secrets[i]
		rc.secrets = secrets
	}
}

// secondUnset reads the second secret from a variable that is not set.
func secondUnset(rc *receiver) { rc.secrets = []string{rc.secrets[0], ""} }

func keyAsHex(secret string) []byte {
	key, err := hex.DecodeString(secret[strings.LastIndexByte(secret, '_')+1:])
	if err != nil {
		panic(err)
	}
	return key
}

func keyWithoutPrefix(secret string) []byte {
	return []byte(secret[strings.LastIndexByte(secret, '_')+1:])
}

// standardWay is what a library for Standard Webhooks does, once it has been talked into taking the secret.
func standardWay(rc *receiver) {
	p := &rc.proof
	p.text, p.sum = standardText, base64Sum
	p.key = func(secret string) []byte {
		key, err := base64.StdEncoding.DecodeString(secret[strings.LastIndexByte(secret, '_')+1:])
		if err != nil {
			panic(err)
		}
		return key
	}
	p.given = func(h http.Header, _ int) []string { return bookkeeperList(h, "v1") }
}

// onlyOf keeps one of the signatures that may fit.
func onlyOf(which func([]string) string) func(*receiver) {
	return func(rc *receiver) {
		given := rc.proof.given
		rc.proof.given = func(h http.Header, i int) []string {
			if all := given(h, i); len(all) > 0 {
				return []string{which(all)}
			}
			return nil
		}
	}
}

func first(all []string) string { return all[0] }
func last(all []string) string  { return all[len(all)-1] }

func ignoresTime(rc *receiver) { rc.fresh = timeless }

// confusesUnits compares an age in seconds with 300 s in milliseconds.
func confusesUnits(rc *receiver) {
	fresh := rc.fresh
	rc.fresh = func(h http.Header, now time.Time) bool {
		for ago := time.Duration(0); ago <= 300_000*time.Second; ago += 5 * time.Minute {
			if fresh(h, now.Add(-ago)) || fresh(h, now.Add(ago)) {
				return true
			}
		}
		return false
	}
}

// ageOnly asks how old a webhook is, and takes what comes from the future for very fresh.
func ageOnly(rc *receiver) {
	fresh := rc.fresh
	rc.fresh = func(h http.Header, now time.Time) bool {
		return fresh(h, now) || fresh(h, now.Add(10*time.Minute)) || fresh(h, now.Add(time.Hour)) || fresh(h, now.Add(24*time.Hour))
	}
}

// wantsMilliseconds takes the timestamp for Date.now().
func wantsMilliseconds(stamp func(http.Header) string) func(*receiver) {
	return func(rc *receiver) {
		rc.fresh = func(h http.Header, _ time.Time) bool {
			now := relay.RealClock{}.Now()
			return freshBy(func(h http.Header) string {
				milliseconds := stamp(h)
				return milliseconds[:max(0, len(milliseconds)-3)]
			})(h, now)
		}
	}
}

// echoes tells in a refusal what the signature should have been.
func echoes(rc *receiver) {
	rc.refuses = func(w http.ResponseWriter, h http.Header, body []byte) {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte("expected signature " + rc.proof.sum(rc.proof.key(rc.secrets[0]), rc.proof.text(h, body))))
	}
}

// acceptsForged answers a success to whatever comes, and only then looks whether it is to be booked.
func acceptsForged(rc *receiver) {
	rc.refuses = func(w http.ResponseWriter, _ http.Header, _ []byte) { w.WriteHeader(http.StatusOK) }
}

// failsOnForged throws where it should refuse.
func failsOnForged(rc *receiver) {
	rc.refuses = func(w http.ResponseWriter, _ http.Header, _ []byte) { w.WriteHeader(http.StatusInternalServerError) }
}

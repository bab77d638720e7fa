package receivers_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// proof is how a receiver checks who sent a webhook, in parts.
type proof struct {
	given func(h http.Header, i int) []string     // what may fit the i-th secret; what is empty fits none
	text  func(h http.Header, body []byte) []byte // what was signed
	key   func(secret string) []byte              // of what the receiver was given as its secret
	sum   func(key, text []byte) string
	equal func(given, want string) bool
}

func (p *proof) holds(secrets []string, h http.Header, body []byte) bool {
	for i, secret := range secrets {
		want := p.sum(p.key(secret), p.text(h, body))
		for _, given := range p.given(h, i) {
			if p.equal(given, want) {
				return true
			}
		}
	}
	return false
}

func sameInTime(given, want string) bool { return hmac.Equal([]byte(given), []byte(want)) }

func keyAsText(secret string) []byte { return []byte(secret) }

func signsBody(_ http.Header, body []byte) []byte { return body }

func hmacOf(key, text []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(text)
	return mac.Sum(nil)
}

func hexSum(key, text []byte) string { return hex.EncodeToString(hmacOf(key, text)) }

func base64Sum(key, text []byte) string { return base64.StdEncoding.EncodeToString(hmacOf(key, text)) }

// givenIn is the signature that is a whole header.
func givenIn(name string) func(http.Header, int) []string {
	return func(h http.Header, _ int) []string { return []string{h.Get(name)} }
}

// fintoroProof: the body alone, by the whole text of the secret, as hex.
func fintoroProof() proof {
	return proof{given: givenIn("webhook-signature"), text: signsBody, key: keyAsText, sum: hexSum, equal: sameInTime}
}

// moneybirdProof: time, a dot and the body, by the text of the secret, as hex; one v1 for each secret in force.
func moneybirdProof() proof {
	return proof{
		given: func(h http.Header, _ int) []string { return moneybirdParts(h, "v1") },
		text: func(h http.Header, body []byte) []byte {
			return []byte(strings.Join(moneybirdParts(h, "t"), "") + "." + string(body))
		},
		key: keyAsText, sum: hexSum, equal: sameInTime,
	}
}

// moneybirdParts are the values of a name in Moneybird-Signature.
func moneybirdParts(h http.Header, name string) []string {
	var values []string
	for part := range strings.SplitSeq(h.Get("Moneybird-Signature"), ",") {
		if n, value, ok := strings.Cut(strings.TrimSpace(part), "="); ok && n == name {
			values = append(values, value)
		}
	}
	return values
}

// silverfinProof: the body, by each of two tokens, each in a header of its own; one that fits is enough.
func silverfinProof() proof {
	return proof{
		given: func(h http.Header, i int) []string { return []string{h.Get("X-SF-SIGNATURE-" + strconv.Itoa(i+1))} },
		text:  signsBody, key: keyAsText, sum: hexSum, equal: sameInTime,
	}
}

// bookkeeperProof: id, time and body with dots between, by the bytes behind whsec_, as base64; a list of versions and values.
func bookkeeperProof() proof {
	return proof{
		given: func(h http.Header, _ int) []string { return bookkeeperList(h, "v1") },
		text:  standardText,
		key: func(secret string) []byte {
			key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
			if err != nil {
				panic(err)
			}
			return key
		},
		sum: base64Sum, equal: sameInTime,
	}
}

func standardText(h http.Header, body []byte) []byte {
	return []byte(h.Get("webhook-id") + "." + h.Get("webhook-timestamp") + "." + string(body))
}

// bookkeeperList are the values of a version in webhook-signature.
func bookkeeperList(h http.Header, version string) []string {
	var values []string
	for part := range strings.FieldsSeq(h.Get("webhook-signature")) {
		if v, value, ok := strings.Cut(part, ","); ok && v == version {
			values = append(values, value)
		}
	}
	return values
}

// finpiloProof: nothing is signed; the key is the bearer.
func finpiloProof() proof {
	return proof{
		given: func(h http.Header, _ int) []string {
			scheme, token, _ := strings.Cut(h.Get("Authorization"), " ")
			if !strings.EqualFold(scheme, "Bearer") {
				return nil
			}
			return []string{token}
		},
		text: signsBody, key: keyAsText, sum: func(key, _ []byte) string { return string(key) }, equal: sameInTime,
	}
}

// tolerance is how far from now a webhook may have been signed.
const tolerance = 300 * time.Second

// freshBy wants the time that stamp gives to be within the tolerance, either way.
func freshBy(stamp func(http.Header) string) func(http.Header, time.Time) bool {
	return func(h http.Header, now time.Time) bool {
		seconds, err := strconv.ParseUint(stamp(h), 10, 40)
		return err == nil && now.Sub(time.Unix(int64(seconds), 0)).Abs() <= tolerance
	}
}

func timestampHeader(h http.Header) string { return h.Get("webhook-timestamp") }

func moneybirdTime(h http.Header) string { return strings.Join(moneybirdParts(h, "t"), ",") }

// timeless products send no time.
func timeless(http.Header, time.Time) bool { return true }

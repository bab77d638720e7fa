package check_test

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/check"
)

const (
	signers = "fintoro moneybird silverfin bookkeeper"
	lists   = "moneybird bookkeeper"
)

// rewrites is what a receiver signs that parses the body and writes it again.
func rewrites(body []byte) []byte {
	var b bytes.Buffer
	_ = json.Compact(&b, body)
	return b.Bytes()
}

func TestSignatureCasesNameTheBug(t *testing.T) {
	t.Parallel()
	catches(t, map[string]wrongReceiver{
		"it checks nothing": {
			products: products, id: "signature/wrong-secret", verdict: check.Fail, says: "does not check who sends",
			spoil: func(rc *receiver) { rc.verified = func(*receiver, *http.Request, []byte) bool { return true } },
		},
		"it checks a signature only if there is one": {
			products: "fintoro moneybird bookkeeper finpilo", id: "signature/missing", verdict: check.Fail, says: "leaving it out is enough",
			spoil: func(rc *receiver) {
				rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
					return r.Header.Get("webhook-signature")+r.Header.Get("Moneybird-Signature")+r.Header.Get("Authorization") == "" || rc.verify(r, body)
				}
			},
		},
		"it takes the word undefined": {
			products: "fintoro finpilo silverfin", id: "signature/empty", verdict: check.Fail, says: "undefined",
			spoil: func(rc *receiver) {
				same := rc.same
				rc.same = func(given, want string) bool { return given == "undefined" || same(given, want) }
			},
		},
		"a second secret is not set": {
			products: "fintoro moneybird bookkeeper", id: "signature/unset-secret", verdict: check.Fail, says: "not set",
			spoil: func(rc *receiver) { rc.secrets = append(rc.secrets, "") },
		},
		"it compares a prefix of eight": {
			products: products, id: "signature/last-digit", verdict: check.Fail, says: "a prefix",
			spoil: func(rc *receiver) {
				rc.same = func(given, want string) bool { return strings.HasPrefix(given, want[:8]) }
			},
		},
		"it compares the end": {
			products: products, id: "signature/first-digit", verdict: check.Fail, says: "the end alone",
			spoil: func(rc *receiver) {
				rc.same = func(given, want string) bool { return strings.HasSuffix(given, want[len(want)-8:]) }
			},
		},
		"it compares the ends": {
			products: products, id: "signature/middle-digit", verdict: check.Fail, says: "two ends alone",
			spoil: func(rc *receiver) {
				rc.same = func(given, want string) bool {
					return len(given) == len(want) && given[:4] == want[:4] && given[len(given)-4:] == want[len(want)-4:]
				}
			},
		},
		"it compares as many as are given": {
			products: products, id: "signature/cut", verdict: check.Fail, says: "only a prefix",
			spoil: func(rc *receiver) { rc.same = func(given, want string) bool { return strings.HasPrefix(want, given) } },
		},
		"it asks whether what is given begins with the right one": {
			products: products, id: "signature/appended", verdict: check.Warn, says: "prefix",
			spoil: func(rc *receiver) { rc.same = func(given, want string) bool { return strings.HasPrefix(given, want) } },
		},
		"it does not care for case": {
			products: "bookkeeper finpilo", id: "signature/case", verdict: check.Fail, says: "case",
			spoil: func(rc *receiver) { rc.same = strings.EqualFold },
		},
		"it does not sign the body": {
			products: signers, id: "signature/other-body", verdict: check.Fail, says: "over the body",
			spoil: func(rc *receiver) {
				rc.verified = func(rc *receiver, r *http.Request, _ []byte) bool {
					return r.Header.Get("webhook-signature")+r.Header.Get("Moneybird-Signature")+r.Header.Get("X-SF-SIGNATURE-1") != ""
				}
			},
		},
		"it does not sign the last digits": {
			products: signers, id: "signature/changed-byte", verdict: check.Fail, says: "whole body",
			spoil: func(rc *receiver) {
				strict := rc.verified
				rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
					for _, digit := range "123456789" { // one of these is what was signed
						at := bytes.LastIndexAny(body, "123456789")
						other := bytes.Clone(body)
						other[at] = byte(digit)
						if strict(rc, r, other) {
							return true
						}
					}
					return false
				}
			},
		},
		"it signs the JSON written again": {
			products: signers, id: "signature/respaced-body", verdict: check.Fail, says: "re-serialised",
			spoil: func(rc *receiver) { rc.body = rewrites },
		},
		"it signs odd JSON written again": {
			products: signers, id: "signature/oddly-written", verdict: check.Warn, says: "re-serialised",
			spoil: func(rc *receiver) { rc.body = rewrites },
		},
		"it takes the signature of nothing as well": {
			products: signers, id: "signature/of-nothing", verdict: check.Fail, says: "empty body",
			spoil: func(rc *receiver) {
				rc.verified = func(rc *receiver, r *http.Request, body []byte) bool { return rc.verify(r, body) || rc.verify(r, nil) }
			},
		},
		"it takes SHA-1 as well": {
			products: signers, id: "signature/other-hash", verdict: check.Warn, says: "weaker hash",
			spoil: func(rc *receiver) { orElse(rc, func(rc *receiver) { rc.hash = sha1.New }) },
		},
		"it takes the secret's hex as well": {
			products: "fintoro moneybird", id: "signature/other-key", verdict: check.Warn, says: "takes its secret for hex",
			spoil: func(rc *receiver) {
				orElse(rc, func(rc *receiver) {
					rc.key = func(secret string) []byte {
						key, _ := hex.DecodeString(strings.TrimPrefix(secret, "whsec_fintoro_"))
						return key
					}
				})
			},
		},
		"it takes the secret's text as well": {
			products: "bookkeeper", id: "signature/other-key", verdict: check.Warn, says: "does not decode",
			spoil: func(rc *receiver) {
				orElse(rc, func(rc *receiver) { rc.key = func(secret string) []byte { return []byte(secret) } })
			},
		},
		"it takes the body alone as well": {
			products: lists, id: "signature/other-text", verdict: check.Warn, says: "signs the body alone",
			spoil: func(rc *receiver) {
				orElse(rc, func(rc *receiver) { rc.text = func(_, _ string, body []byte) []byte { return body } })
			},
		},
		"nothing wrong in the list is right": {
			products: lists, id: "signature/no-known-scheme", verdict: check.Fail, says: "none to check",
			spoil: func(rc *receiver) {
				rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
					_, _, signatures := rc.presented(r)
					return len(signatures) == 0 || rc.verify(r, body)
				}
			},
		},
		"any scheme will do": {
			products: lists, id: "signature/under-other-scheme", verdict: check.Warn, says: "whatever its scheme",
			spoil: func(rc *receiver) {
				rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
					for name, mark := range map[string]string{"Moneybird-Signature": "=", "Webhook-Signature": ","} { // base64 may hold v0
						r.Header.Set(name, strings.ReplaceAll(r.Header.Get(name), "v0"+mark, "v1"+mark))
					}
					return rc.verify(r, body)
				}
			},
		},
		"it looks at the first alone": {
			products: lists, id: "signature/second-valid", verdict: check.Warn, says: "first signature alone",
			spoil: func(rc *receiver) { onlyOne(rc, func(all []string) string { return all[0] }) },
		},
		"it looks at the last alone": {
			products: lists, id: "signature/first-valid", verdict: check.Warn, says: "last signature alone",
			spoil: func(rc *receiver) { onlyOne(rc, func(all []string) string { return all[len(all)-1] }) },
		},
		"it stumbles over unknown schemes": {
			products: lists, id: "signature/unknown-scheme-beside", verdict: check.Warn, says: "stumbles",
			spoil: func(rc *receiver) {
				rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
					list := r.Header.Get("Moneybird-Signature") + r.Header.Get("webhook-signature")
					unknown := regexp.MustCompile(`\b(v9|v1a)[=,]`).MatchString(list) // the digits behind v1, may hold v9 too
					return !unknown && rc.verify(r, body)
				}
			},
		},
		"it breaks on a header that comes twice": {
			products: signers, id: "signature/twice", verdict: check.Warn, says: "broke",
			spoil: func(rc *receiver) {
				strict := rc.verified
				rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
					for _, values := range r.Header {
						if len(values) > 1 {
							panic(http.ErrAbortHandler)
						}
					}
					return strict(rc, r, body)
				}
				breaks(rc)
			},
		},
		"it breaks on upper case": {
			products: "fintoro moneybird silverfin", id: "signature/upper-case", verdict: check.Warn, says: "broke",
			spoil: func(rc *receiver) {
				rc.same = func(given, want string) bool {
					if given == strings.ToUpper(given) {
						panic(http.ErrAbortHandler)
					}
					return given == want
				}
				breaks(rc)
			},
		},
		"it shows what it expected": {
			products: signers, id: "signature/echo", verdict: check.Fail, says: "the signature that would have been right",
			spoil: func(rc *receiver) {
				verify := rc.verified
				expected := ""
				rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
					id, t, _ := rc.presented(r)
					expected = rc.sign(rc.secrets[0], id, t, body)
					return verify(rc, r, body)
				}
				rc.refuse = func(_ *receiver, w http.ResponseWriter, _ []byte) {
					w.WriteHeader(http.StatusUnauthorized)
					_, _ = w.Write([]byte("expected " + strings.ToUpper(expected)))
				}
			},
		},
		"it shows its secret": {
			products: products, id: "signature/echo", verdict: check.Fail, says: "holds the secret",
			spoil: func(rc *receiver) {
				rc.refuse = func(rc *receiver, w http.ResponseWriter, _ []byte) {
					w.Header().Set("X-Debug", rc.secrets[0])
					w.WriteHeader(http.StatusUnauthorized)
				}
			},
		},
	})
}

// orElse lets a receiver take what another one takes too.
func orElse(rc *receiver, spoil func(*receiver)) {
	other := rightReceiver(rc.product)
	spoil(other)
	rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
		return rc.verify(r, body) || other.verify(r, body)
	}
}

// onlyOne lets a receiver look at one of the signatures.
func onlyOne(rc *receiver, pick func([]string) string) {
	rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
		id, t, all := rc.presented(r)
		return len(all) > 0 && rc.fresh(t) && rc.same(pick(all), rc.sign(rc.secrets[0], id, t, body))
	}
}

// breaks lets a receiver answer 500 to what it panics on.
func breaks(rc *receiver) {
	strict := rc.verified
	broke := false
	rc.verified = func(rc *receiver, r *http.Request, body []byte) (ok bool) {
		defer func() { broke = recover() != nil }()
		return strict(rc, r, body)
	}
	refuse := rc.refuse
	rc.refuse = func(rc *receiver, w http.ResponseWriter, body []byte) {
		if broke {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		refuse(rc, w, body)
	}
}

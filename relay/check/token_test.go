package check_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/check"
)

func TestTokenCasesNameTheBug(t *testing.T) {
	t.Parallel()
	pair := func(judge func(first, second bool) bool) func(*receiver) {
		return func(rc *receiver) {
			rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
				_, _, given := rc.presented(r)
				is := func(i int) bool { return rc.same(given[i], rc.sign(rc.secrets[i], "", "", body)) }
				return judge(is(0), is(1))
			}
		}
	}
	const token = "Qm7tZk2pXr9sVb4nLc6wHd3y"
	tokenOnly := func(o *check.Options, rc *receiver) {
		o.Token = token
		verify := rc.verified
		rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
			return verify(rc, r, body) && field(body, "webhook_token") == token
		}
	}
	catches(t, map[string]wrongReceiver{
		"it wants both, the second is wrong": {
			products: "silverfin", id: "signature/first-token-alone", verdict: check.Warn, says: "wants both",
			spoil: pair(func(first, second bool) bool { return first && second }),
		},
		"it looks at the first alone": {
			products: "silverfin", id: "signature/second-token-alone", verdict: check.Warn, says: "other one alone",
			spoil: pair(func(first, _ bool) bool { return first }),
		},
		"any token fits any header": {
			products: "silverfin", id: "signature/swapped-tokens", verdict: check.Warn, says: "every token",
			spoil: func(rc *receiver) {
				rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
					_, _, given := rc.presented(r)
					return strings.Contains(strings.Join(given, " "), rc.sign(rc.secrets[0], "", "", body))
				}
			},
		},
		"what is missing is right": {
			products: "silverfin", id: "signature/wrong-and-missing", verdict: check.Fail, says: "missing signature for a right one",
			spoil: func(rc *receiver) {
				same := rc.same
				rc.same = func(given, want string) bool { return given == "" || same(given, want) }
			},
		},
		"it breaks where one is missing": {
			products: "silverfin", id: "signature/one-header", verdict: check.Warn, says: "broke",
			spoil: func(rc *receiver) {
				strict := rc.verified
				rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
					if r.Header.Get("X-SF-SIGNATURE-2") == "" {
						panic(http.ErrAbortHandler)
					}
					return strict(rc, r, body)
				}
				breaks(rc)
			},
		},
		"it takes any webhook's token": {
			products: "moneybird", id: "signature/webhook-token", verdict: check.Warn, says: "does come from Moneybird",
			tune: func(o *check.Options, rc *receiver) {
				if o.Token = token; !rc.lax {
					tokenOnly(o, rc)
				}
			},
			spoil: func(rc *receiver) { rc.lax = true },
		},
	})
}

func TestAReceiverThatGoesByTheTokenAloneIsAskedForNothingElse(t *testing.T) {
	t.Parallel()
	const token = "Qm7tZk2pXr9sVb4nLc6wHd3y"
	for name, checks := range map[string]bool{"and checks it": true, "and does not": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rc := rightReceiver("moneybird")
			rc.verified = func(_ *receiver, _ *http.Request, body []byte) bool {
				return !checks || field(body, "webhook_token") == token
			}
			o := newRig(t).options(t, "moneybird", rc)
			o.Secrets, o.Token, o.Only = nil, token, []string{"delivery", "signature"}
			for id, result := range run(t, o) {
				want := check.Skip
				switch {
				case id == "signature/webhook-token" && !checks:
					want = check.Fail
				case id == "signature/webhook-token" || id == "signature/oddly-written" || id == "delivery/valid" || id == "delivery/next":
					want = check.Pass
				}
				if result.Verdict != want {
					t.Errorf("%s: got %s, want %s: %s", id, result.Verdict, want, result.Detail)
				}
			}
		})
	}
}

func TestBearerCasesNameTheBug(t *testing.T) {
	t.Parallel()
	anywhere := func(values func(r *http.Request) string) func(*receiver) {
		return func(rc *receiver) {
			rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
				return rc.verify(r, body) || strings.Contains(values(r), rc.secrets[0])
			}
		}
	}
	catches(t, map[string]wrongReceiver{
		"the key as Token": {
			products: "finpilo", id: "signature/other-auth-scheme", verdict: check.Warn, says: "anywhere in the header",
			spoil: anywhere(func(r *http.Request) string { return r.Header.Get("Authorization") }),
		},
		"the key as password": {
			products: "finpilo", id: "signature/other-auth-scheme", verdict: check.Warn, says: "as a password",
			spoil: anywhere(func(r *http.Request) string {
				_, password, _ := r.BasicAuth()
				return password
			}),
		},
		"the key alone": {
			products: "finpilo", id: "signature/bare-key", verdict: check.Warn, says: "does not look at the scheme",
			spoil: anywhere(func(r *http.Request) string { return r.Header.Get("Authorization") }),
		},
		"the key in the query": {
			products: "finpilo", id: "signature/key-in-query", verdict: check.Warn, says: "access_token",
			spoil: anywhere(func(r *http.Request) string { return r.URL.Query().Get("access_token") }),
		},
		"the key in another header": {
			products: "finpilo", id: "signature/key-in-header", verdict: check.Warn, says: "other headers",
			spoil: anywhere(func(r *http.Request) string { return r.Header.Get("X-Api-Key") }),
		},
		"the key behind another": {
			products: "finpilo", id: "signature/two-keys", verdict: check.Warn, says: "holds the key",
			spoil: anywhere(func(r *http.Request) string { return r.Header.Get("Authorization") }),
		},
		"bearer in lower case breaks it": {
			products: "finpilo", id: "signature/scheme-case", verdict: check.Warn, says: "broke",
			spoil: func(rc *receiver) {
				strict := rc.verified
				rc.verified = func(rc *receiver, r *http.Request, body []byte) bool {
					if strings.HasPrefix(r.Header.Get("Authorization"), "bearer") {
						panic(http.ErrAbortHandler)
					}
					return strict(rc, r, body)
				}
				breaks(rc)
			},
		},
	})
}

// A Node receiver whose timingSafeEqual throws, and that catches nothing, ends.
func TestAReceiverThatOneRequestEndsIsFoundOut(t *testing.T) {
	t.Parallel()
	rc := rightReceiver("fintoro")
	down := false
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rc.mu.Lock()
		down = down || len(r.Header.Get("webhook-signature")) != 64
		ended := down
		rc.mu.Unlock()
		if ended {
			panic(http.ErrAbortHandler)
		}
		rc.ServeHTTP(w, r)
	})
	o := newRig(t).options(t, "fintoro", handler)
	o.Only = []string{"delivery/valid", "signature/cut"}
	result := run(t, o)["signature/cut"]
	if result.Verdict != check.Fail || !strings.Contains(result.Detail, "one bad request ends it") || !strings.Contains(result.Remedy, "timingSafeEqual") {
		t.Errorf("got %s %q, remedy %q", result.Verdict, result.Detail, result.Remedy)
	}
}

func TestWhatRefusesWith500IsWarnedOfOnce(t *testing.T) {
	t.Parallel()
	rc := rightReceiver("fintoro")
	rc.refuse = func(_ *receiver, w http.ResponseWriter, _ []byte) { w.WriteHeader(http.StatusInternalServerError) }
	o := newRig(t).options(t, "fintoro", rc)
	o.Only = []string{"delivery", "signature", "time"}
	for id, result := range run(t, o) {
		warned := id == "signature/wrong-secret"
		if warned != (result.Verdict == check.Warn) || result.Verdict == check.Fail || warned && !strings.Contains(result.Remedy, "keep 5xx") {
			t.Errorf("%s: %s %q, remedy %q", id, result.Verdict, result.Detail, result.Remedy)
		}
	}
}

// A Node receiver that throws where lengths differ, and is caught, refuses what is cut in another way than what is wrong.
func TestWhatBreaksOnACutSignatureAloneIsWarnedOf(t *testing.T) {
	t.Parallel()
	rc := rightReceiver("fintoro")
	rc.same = func(given, want string) bool {
		if len(given) != len(want) {
			panic(http.ErrAbortHandler)
		}
		return given == want
	}
	breaks(rc)
	o := newRig(t).options(t, "fintoro", rc)
	o.Only = []string{"delivery", "signature/wrong-secret", "signature/cut"}
	results := run(t, o)
	if cut := results["signature/cut"]; cut.Verdict != check.Warn || !strings.Contains(cut.Remedy, "timingSafeEqual") || results["signature/wrong-secret"].Verdict != check.Pass {
		t.Errorf("got %s %q", cut.Verdict, cut.Detail)
	}
}

// Checking Moneybird-Signature is optional: who goes by the token although the secret is known is warned, once.
func TestAReceiverThatGoesByTheTokenInSpiteOfASecretIsWarnedOnce(t *testing.T) {
	t.Parallel()
	const token = "Qm7tZk2pXr9sVb4nLc6wHd3y"
	rc := rightReceiver("moneybird")
	rc.verified = func(_ *receiver, _ *http.Request, body []byte) bool { return field(body, "webhook_token") == token }
	o := newRig(t).options(t, "moneybird", rc)
	o.Token, o.Only = token, []string{"delivery", "signature", "time"}
	for id, result := range run(t, o) {
		warned := id == "signature/wrong-secret"
		if warned != (result.Verdict == check.Warn) || result.Verdict == check.Fail || warned && !strings.Contains(result.Detail, "by webhook_token") {
			t.Errorf("%s: %s %q", id, result.Verdict, result.Detail)
		}
	}
}

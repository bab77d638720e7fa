package emulate

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// WorkspaceAccount is the account of the issued tokens. Whatever was not made through a product's API belongs to it too:
// subscriptions of the command line, of the control API and of files. Source: Fintoro's example of a company; our choice
// for the other products.
const WorkspaceAccount = 15

// caller is who makes a call: the holder of a token, and the account that the token owns.
type caller struct {
	token   string // as it was sent: never stored, logged or answered
	account int64  // what belongs to the caller carries it; rate limits count by it
	issued  bool   // the token is the one that was issued for the product
	member  bool   // where a product has members: the caller may not change webhooks
	mock    bool   // it is the mock, whose calls are not counted
}

// callerOf resolves who calls a product by a token. Any token but an empty one is a caller, unless only the issued one is taken.
// Source: our choice. The refusal says why nobody is.
func (o *Options) callerOf(token, provider string) (caller, *refusal) {
	token, member := roleOf(provider, token)
	switch {
	case token == "" && o.IssuedOnly:
		return caller{}, unauthorized("a bearer token is missing; `ledgerhook env` prints the one that is taken")
	case token == "":
		return caller{}, unauthorized("a bearer token is missing; any will do here")
	case sameToken(token, o.Tokens[provider]):
		return caller{token: token, account: WorkspaceAccount, issued: true, member: member}, nil
	case sameToken(token, o.MockTokens[provider]):
		return caller{token: token, account: WorkspaceAccount, issued: true, mock: true}, nil
	case o.IssuedOnly:
		return caller{}, unauthorized("this bearer token was not issued here; `ledgerhook env` prints the one that is taken")
	}
	return caller{token: token, account: o.accountOf(provider, token), member: member}, nil
}

func unauthorized(reason string) *refusal {
	return &refusal{status: http.StatusUnauthorized, reason: reason}
}

// tokenOf is the token of a request, wherever a path takes it; empty when it has none.
func (rt route) tokenOf(r *http.Request) string {
	if token := bearer(r); token != "" || !rt.apiKey {
		return token
	}
	return apiKey(r)
}

// apiKey is the key in X-API-Key; empty when there is none, or more than one.
func apiKey(r *http.Request) string {
	if given := r.Header.Values("X-API-Key"); len(given) == 1 {
		return strings.TrimSpace(given[0])
	}
	return ""
}

// bearer is the token of a request; empty when it has none, or more than one Authorization header.
func bearer(r *http.Request) string {
	given := r.Header.Values("Authorization")
	if len(given) != 1 {
		return ""
	}
	scheme, token, _ := strings.Cut(given[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// sameToken takes the same time whatever is given. No token is ever the same as an empty one.
func sameToken(given, issued string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(issued))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1 && issued != ""
}

// The accounts of tokens that were not issued: never the workspace's, and a number that every JSON reader keeps.
const (
	firstAccount = 1_000
	lastAccount  = 2_000_000_000
)

// accountOf is the account that a token owns: the same in every run with the same seed, and it does not tell the token.
func (o *Options) accountOf(provider, token string) int64 {
	return int64(firstAccount + o.Chance.Uint64("emulate/account/"+provider, token, 0)%(lastAccount-firstAccount+1))
}

// accountField is the one of a subscription's own fields that says whose it is. Fintoro has one by itself.
func accountField(provider string) string {
	if provider == "fintoro" {
		return "company_id"
	}
	return "account_id"
}

// ownerOf is the account that a subscription belongs to.
func ownerOf(sub *relay.Subscription) (int64, error) {
	own, err := ownOf[map[string]jsontext.Value](sub)
	if err != nil {
		return 0, err
	}
	value, ok := own[accountField(sub.Provider)]
	if !ok {
		return WorkspaceAccount, nil
	}
	var account int64
	if err := json.Unmarshal(value, &account); err != nil {
		return 0, fmt.Errorf("read whose subscription %s is: %w", sub.ID, err)
	}
	return account, nil
}

// owned puts the account into the own fields of a subscription that is to be made.
func owned(sub relay.Subscription, account int64) (relay.Subscription, error) {
	err := setOwn(&sub, accountField(sub.Provider), fmt.Appendf(nil, "%d", account))
	return sub, err
}

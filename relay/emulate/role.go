package emulate

import (
	"net/http"
	"strings"
)

// memberSuffix ends the token of a member: the account is that of the token before it. Everybody else is an owner. That
// only an Admin or Owner changes Finpilo's webhooks, and that Fintoro answers 403 to a token without permission, is
// documented; how a token carries a role, and what a member of Fintoro's may not do, is our choice.
const memberSuffix = ":member"

// HasMembers reports whether a product's tokens carry a role.
func HasMembers(provider string) bool { return provider == "finpilo" || provider == "fintoro" }

// MemberToken is the token of a member of the account that a token owns, for the products that have members.
func MemberToken(token string) string { return token + memberSuffix }

// roleOf cuts the role off a token.
func roleOf(provider, token string) (whole string, member bool) {
	if !HasMembers(provider) {
		return token, false
	}
	return strings.CutSuffix(token, memberSuffix)
}

// forOwners refuses members.
func forOwners(do call) call {
	return func(r *http.Request, who caller) (answer, error) {
		if who.member {
			return answer{}, &refusal{status: http.StatusForbidden, reason: "webhook settings are for Admin and Owner; this token is a member's"}
		}
		return do(r, who)
	}
}

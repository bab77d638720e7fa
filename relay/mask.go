package relay

import "strings"

// Masked stands where a credential was left out.
const Masked = "***"

// MaskHeader hides the credential in a header that is known to carry one, for every view and store of it: of
// Authorization the scheme stays, of Set-Cookie the cookie's name and attributes. Other headers stay as they are.
func MaskHeader(name, value string) string {
	is := func(other string) bool { return len(name) == len(other) && strings.EqualFold(name, other) }
	switch {
	case is("authorization"), is("proxy-authorization"):
		return MaskAuthorization(value)
	case is("set-cookie"):
		return maskCookie(value)
	case is("cookie"), is("x-api-key"):
		return Masked
	}
	return value
}

// CarriesCredential reports whether a header is known to carry one, which MaskHeader hides.
func CarriesCredential(name string) bool { return MaskHeader(name, "x") != "x" }

// MaskAuthorization keeps the scheme of an Authorization header and hides the rest.
func MaskAuthorization(value string) string {
	scheme, _, ok := strings.Cut(value, " ")
	if !ok {
		return Masked
	}
	return scheme + " " + Masked
}

func maskCookie(value string) string {
	pair, attributes, more := strings.Cut(value, ";")
	name, _, named := strings.Cut(pair, "=")
	if !named {
		return Masked
	}
	if more {
		return name + "=" + Masked + ";" + attributes
	}
	return name + "=" + Masked
}

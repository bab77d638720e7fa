package relay

import "strings"

// Masked stands where a credential was left out.
const Masked = "***"

// MaskURL hides what may be a credential in a URL, for every view and store of it: the userinfo, and the values of all
// query parameters, whose names stay. A text that is no URL is treated as one, so that a mistyped one hides its own too.
func MaskURL(target string) string {
	if !strings.ContainsAny(target, "@?#") {
		return target
	}
	rest, _, fragmented := strings.Cut(target, "#")
	rest, query, asked := strings.Cut(rest, "?")
	rest = maskUserinfo(rest)
	if asked {
		rest += "?" + maskQuery(query)
	}
	if fragmented {
		rest += "#" + Masked
	}
	return rest
}

// maskUserinfo hides what stands before the host of a URL without query. Without a scheme it cannot be told where the host
// ends, so that all before the last @ goes.
func maskUserinfo(target string) string {
	scheme, rest, ok := strings.Cut(target, "://")
	if !ok {
		if at := strings.LastIndexByte(target, '@'); at >= 0 {
			return Masked + target[at:]
		}
		return target
	}
	authority := rest
	if slash := strings.IndexByte(rest, '/'); slash >= 0 {
		authority = rest[:slash]
	}
	at := strings.LastIndexByte(authority, '@')
	if at < 0 {
		return target
	}
	return scheme + "://" + Masked + rest[at:]
}

// maskQuery hides the values; a part without a name hides whole.
func maskQuery(query string) string {
	parts := strings.Split(query, "&")
	for i, part := range parts {
		name, value, named := strings.Cut(part, "=")
		switch {
		case part == "", named && value == "":
		case named:
			parts[i] = name + "=" + Masked
		default:
			parts[i] = Masked
		}
	}
	return strings.Join(parts, "&")
}

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

package relay

import "strings"

// MaskURL hides what may be a credential in a URL, for every view and store of it: the userinfo, and the values of all
// query parameters, whose names stay. A text that is no URL is treated as one, so that a mistyped one hides its own too: so
// does a password with a slash, a question mark or a hash in it, which ends the host for every reader of URLs.
func MaskURL(target string) string {
	if !strings.ContainsAny(target, "@?#") {
		return target
	}
	path, behind := target, "" // behind begins with the ? or the #
	if i := strings.IndexAny(target, "?#"); i >= 0 {
		path, behind = target[:i], target[i:]
	}
	shown, known := maskUserinfo(path, strings.Contains(behind, "@"))
	if !known {
		return shown
	}
	query, _, fragmented := strings.Cut(behind, "#")
	if query != "" {
		shown += "?" + maskQuery(query[1:])
	}
	if fragmented {
		shown += "#" + Masked
	}
	return shown
}

// maskUserinfo hides what stands before the host of a URL without query; again tells whether another @ stands in the query.
// known is false where the userinfo may reach into the query, and where it ends cannot be told: nothing of it is to be shown.
func maskUserinfo(path string, again bool) (shown string, known bool) {
	scheme, rest := cutScheme(path)
	authority, _, pathed := strings.Cut(rest, "/")
	at := strings.LastIndexByte(authority, '@')
	doubt := doubtOf(authority)
	if scheme == "" { // then a host is there by mistake, unless it is a path alone
		at, doubt = strings.LastIndexByte(rest, '@'), wrongHost
		if path == "" || path[0] == '/' {
			doubt = realHost
		}
	}
	switch {
	case again && (doubt == wrongHost || doubt == bareHost && !pathed):
		return scheme + Masked, false
	case doubt != realHost:
		at = strings.LastIndexByte(rest, '@')
	}
	if at < 0 {
		return path, true
	}
	return scheme + Masked + rest[at:], true
}

// cutScheme is the scheme with its slashes, and what is behind; empty where a text begins with none.
func cutScheme(text string) (scheme, rest string) {
	name, rest, ok := strings.Cut(text, "://")
	if !ok || name == "" || strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789+-.") != "" {
		return "", text
	}
	return name + "://", rest
}

// hostDoubt is how sure it is that what stands between the scheme and the first slash ends with the host, and not in the
// middle of a password.
type hostDoubt int

const (
	realHost  hostDoubt = iota // a name with dots, an address, localhost
	bareHost                   // a word, such as a container's name, or what stands behind an @: perhaps a user, or part of a password
	wrongHost                  // no host at all
)

func doubtOf(authority string) hostDoubt {
	at := strings.LastIndexByte(authority, '@')
	host := authority[at+1:]
	name, port, ported := strings.Cut(host, ":")
	if strings.HasPrefix(host, "[") {
		address, behind, closed := strings.Cut(host, "]")
		if !closed || behind != "" && behind[0] != ':' {
			return wrongHost
		}
		name, port = address+".", strings.TrimPrefix(behind, ":")
	}
	switch {
	case name == "" || ported && strings.Trim(port, "0123456789") != "":
		return wrongHost
	case at >= 0, !strings.Contains(name, ".") && !strings.EqualFold(name, "localhost"):
		return bareHost
	}
	return realHost
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

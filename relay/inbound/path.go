package inbound

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/url"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// root is what the paths of all hooks begin with.
const root = "/hooks/"

// find returns the hook at a URL, and the path behind it: nothing or a slash. Nil where there is none. A wrong secret
// segment is compared in constant time, and looks like any path at which there is nothing. No other spelling of a path
// leads to a hook.
func (h *Handler) find(u *url.URL) (found *hook, rest string) {
	name, ok := strings.CutPrefix(u.EscapedPath(), root)
	if h.opt.Path != "" {
		given, after, _ := strings.Cut(name, "/")
		known := sha256.Sum256([]byte(h.opt.Path))
		sum := sha256.Sum256([]byte(given))
		ok = subtle.ConstantTimeCompare(sum[:], known[:]) == 1 && ok
		name = after
	}
	if !ok {
		return nil, ""
	}
	name, rest = strings.TrimSuffix(name, "/"), name
	return h.hooks[name], rest[len(name):]
}

// behind is the path behind a hook with its query, with what may be a credential in it hidden.
func behind(u *url.URL, rest string) string {
	if u.RawQuery != "" || u.ForceQuery {
		rest += "?" + u.RawQuery
	}
	return relay.MaskURL(rest)
}

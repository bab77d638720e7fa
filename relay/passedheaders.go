package relay

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
)

// laidOver are the headers that came in with those of a dialect over them. Its own replace what has the same name in any casing,
// but for the type of the content, which came with the bytes. One without a value, such as an identity that nothing told,
// replaces nothing.
func laidOver(passed, own []Header) []Header {
	var over []Header
	for _, h := range own {
		if h.Value != "" && !(strings.EqualFold(h.Name, "Content-Type") && holdsHeader(passed, h.Name)) {
			over = append(over, h)
		}
	}
	kept := make([]Header, 0, len(passed)+len(over))
	for _, h := range passed {
		if !holdsHeader(over, h.Name) {
			kept = append(kept, h)
		}
	}
	return append(kept, over...)
}

func holdsHeader(headers []Header, name string) bool {
	return slices.ContainsFunc(headers, func(h Header) bool { return strings.EqualFold(h.Name, name) })
}

// takeAgent takes the sender's own name out of the headers that came in; empty where it sent none.
func takeAgent(headers []Header) (rest []Header, agent string) {
	isAgent := func(h Header) bool { return strings.EqualFold(h.Name, "User-Agent") }
	if i := slices.IndexFunc(headers, isAgent); i >= 0 {
		agent = headers[i].Value
	}
	return slices.DeleteFunc(slices.Clone(headers), isAgent), agent
}

// login puts what a target's URL says of who calls in the place of what was said to the relay, unless the product proves itself
// there.
func login(headers []Header, target string, traits *Traits) []Header {
	u, err := url.Parse(target)
	if err != nil || u.User.String() == "" {
		return headers
	}
	proves := slices.ContainsFunc(traits.SignatureHeaders, func(name string) bool { return strings.EqualFold(name, "Authorization") })
	if proves && holdsHeader(headers, "Authorization") {
		return headers
	}
	password, _ := u.User.Password()
	basic := base64.StdEncoding.EncodeToString([]byte(u.User.Username() + ":" + password))
	return laidOver(headers, []Header{{Name: "Authorization", Value: "Basic " + basic}})
}

package relay

import (
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// host is what the host of a URL means, however it is spelled: an address, a name, or neither.
type host struct {
	text string     // as it was written
	addr netip.Addr // not valid where it is a name
	name string     // lower case, ASCII, without the trailing dot; empty where it is an address or neither
}

// readHost reads a host as url.URL.Hostname gives it, without brackets. Whatever some resolver or browser takes for an
// address counts as one: decimal, octal and hexadecimal parts, fewer than four of them, full-width digits, a dot behind it.
func readHost(text string) host {
	h := host{text: text}
	ascii := toASCII(text)
	if addr, err := netip.ParseAddr(ascii); err == nil { // whole, with or without a zone
		h.addr = addr
		return h
	}
	name := strings.TrimSuffix(ascii, ".")
	if endsInNumber(name) {
		h.addr, _ = parseLooseV4(name)
		return h
	}
	if isHostName(name) {
		h.name = name
	}
	return h
}

// toASCII maps what is not ASCII as browsers and Go's HTTP client do (UTS 46), and lower-cases. Empty where that cannot be.
func toASCII(text string) string {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			mapped, err := idna.Lookup.ToASCII(text)
			if err != nil || !utf8.ValidString(text) {
				return ""
			}
			return strings.ToLower(mapped)
		}
	}
	return strings.ToLower(text)
}

// isHostName tells whether text has the shape of a name: labels that are not empty, none of the characters that mean
// something else in a URL.
func isHostName(text string) bool {
	if text == "" || len(text) > 253 {
		return false
	}
	for label := range strings.SplitSeq(text, ".") {
		if label == "" || len(label) > 63 {
			return false
		}
		for i := range len(label) {
			switch c := label[i]; {
			case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_':
			default:
				return false
			}
		}
	}
	return true
}

// endsInNumber tells whether a host can be nothing but an IPv4 address: its last part is a number. Source: WHATWG URL.
func endsInNumber(text string) bool {
	last := text[strings.LastIndexByte(text, '.')+1:]
	if last == "" {
		return false
	}
	if strings.Trim(last, "0123456789") == "" {
		return true
	}
	_, ok := parsePart(last)
	return ok
}

// parseLooseV4 reads an IPv4 address as inet_aton does: one to four parts, each decimal, octal or hexadecimal, the last one
// filling all bytes that are left.
func parseLooseV4(text string) (netip.Addr, bool) {
	parts := strings.Split(text, ".")
	if len(parts) > 4 {
		return netip.Addr{}, false
	}
	var bits uint64
	for i, part := range parts {
		n, ok := parsePart(part)
		room := 8
		if i == len(parts)-1 {
			room = 8 * (5 - len(parts))
		}
		if !ok || n >= 1<<room {
			return netip.Addr{}, false
		}
		bits = bits<<room | n
	}
	return netip.AddrFrom4([4]byte{byte(bits >> 24), byte(bits >> 16), byte(bits >> 8), byte(bits)}), true
}

// parsePart reads one part of an IPv4 address.
func parsePart(part string) (uint64, bool) {
	base := 10
	switch {
	case strings.HasPrefix(part, "0x"):
		if part, base = part[2:], 16; part == "" {
			return 0, true // as browsers have it
		}
	case len(part) > 1 && part[0] == '0':
		part, base = part[1:], 8
	}
	if part == "" || strings.ContainsAny(part, "+-_") {
		return 0, false
	}
	n, err := strconv.ParseUint(part, base, 64)
	return n, err == nil
}

// notPublic says why a host is not one of the public internet, as a sentence; empty where nothing is known against it: a
// public address, or a name that has yet to be asked for.
func (h host) notPublic() string {
	if h.name != "" {
		return privateName(h.name)
	}
	if !h.addr.IsValid() {
		return h.text + " is neither a name nor an address"
	}
	return addressNotPublic(h.text, h.addr)
}

// addressNotPublic says why an address that stands behind a host is not public; empty where it is.
func addressNotPublic(text string, addr netip.Addr) string {
	kind := AddressKind(addr)
	switch plain := addr.Unmap().String(); {
	case kind == "":
		return ""
	case plain == text:
		return text + " is " + article(kind) + " address"
	default:
		return text + " is " + plain + ", " + article(kind) + " address"
	}
}

func article(word string) string {
	if strings.ContainsAny(word[:1], "aeiouI") {
		return "an " + word
	}
	return "a " + word
}

// privateName says why a name does not lead to the public internet, without asking for its address. Source: IANA's
// special-use domain names; .internal: ICANN; a name without a dot: our choice.
func privateName(name string) string {
	last := name[strings.LastIndexByte(name, '.')+1:]
	switch {
	case last == "localhost":
		return name + " is this machine (localhost)"
	case last == "local":
		return name + " is a name of the local network (.local)"
	case last == "internal", name == "home.arpa", strings.HasSuffix(name, ".home.arpa"):
		return name + " is a name of private networks"
	case last == "test", last == "example", last == "invalid", last == "onion":
		return name + " is in ." + last + ", which public DNS does not have"
	case last == name:
		return name + " is a name without a dot, which public DNS does not have"
	}
	return ""
}

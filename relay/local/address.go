package local

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// The shortest token of the control API that other machines may try to guess, in characters.
const minTokenChars = 16

// checkAddress wants host:port.
func checkAddress(field, address string) error {
	_, port, err := net.SplitHostPort(address)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return &relay.InputError{Field: field, Problem: fmt.Sprintf("%q is no address", address), Hint: "write it like 127.0.0.1:7117"}
	}
	return nil
}

// isOutside reports whether other machines can reach a listener.
func isOutside(listener net.Listener) bool {
	tcp, ok := listener.Addr().(*net.TCPAddr)
	return !ok || !tcp.IP.IsLoopback()
}

// hostName is the name in an address; empty where it has an IP address or none.
func hostName(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil || net.ParseIP(host) != nil {
		return ""
	}
	return host
}

// advertised reads the URL at which others find the server; nil where none is given. A path is not taken: everything is
// served at fixed paths. Source: our choice.
func advertised(given string) (*url.URL, error) {
	if given == "" {
		return nil, nil
	}
	u, err := url.Parse(given)
	problem := ""
	switch {
	case err != nil || strings.ContainsAny(given, " \t\r\n"):
		problem = "it cannot be parsed"
	case u.User != nil: // before anything that would show it
		problem = "it must not hold a user or password"
	case u.Scheme != "http" && u.Scheme != "https":
		problem = "it must begin with http:// or https://"
	case u.Hostname() == "" || strings.Contains(u.Hostname(), "%"):
		problem = "it names no host"
	case strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.ForceQuery || strings.Contains(given, "#"):
		problem = "it must end after host and port: what is served has fixed paths"
	case u.Port() != "":
		if n, err := strconv.ParseUint(u.Port(), 10, 16); err != nil || n == 0 {
			problem = "its port is not between 1 and 65535"
		}
	case strings.HasSuffix(u.Host, ":"):
		problem = "its port is missing behind the colon"
	}
	if problem != "" {
		return nil, &relay.InputError{Field: "advertise", Problem: problem, Hint: "such as http://host.docker.internal:7117"}
	}
	return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host)}, nil
}

// checkToken wants a token that a header can carry, and outside loopback one that cannot be guessed.
func checkToken(token string, outside bool) error {
	problem := ""
	switch {
	case strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }):
		problem = "it holds a blank, or something else than ASCII letters, digits and signs"
	case outside && len(token) < minTokenChars:
		problem = fmt.Sprintf("it has %d characters; where other machines can call, %d are needed", len(token), minTokenChars)
	}
	if problem == "" {
		return nil
	}
	return &relay.InputError{Field: "token", Problem: problem, Hint: "such as the output of `openssl rand -hex 16`; without one, serve draws its own"}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// The limits of finding a receiver. Source: our choice.
const (
	receiverLookup = 5 * time.Second // until its name is resolved
	receiverDial   = 5 * time.Second // until one of its addresses takes a connection
)

// receiverURL reads the URL of a receiver; {provider} in it stands for the product. An error never shows what may be a
// credential.
func receiverURL(text, provider string) (*url.URL, error) {
	text = strings.ReplaceAll(text, "{provider}", provider)
	scheme, _, schemed := strings.Cut(text, "://")
	switch lower := strings.ToLower(scheme); {
	case text == "":
		return nil, usage(checkTry, "the URL is empty")
	case !schemed:
		return nil, usage("ledgerhook check http://"+relay.MaskURL(text), "the URL %s has no scheme: does it begin with http:// or https://?", relay.MaskURL(text))
	case lower != "http" && lower != "https":
		return nil, usage(checkTry, "the URL begins with %.20q: webhooks go to http:// and https:// alone", scheme+"://")
	}
	u, err := url.Parse(text)
	if err != nil { // the text and the error hold credentials perhaps, and nobody can tell where
		return nil, usage(checkTry, "the URL cannot be read: is it whole, and what is special in it written as %% and two digits?")
	}
	port, err := strconv.Atoi(u.Port())
	switch {
	case u.Hostname() == "":
		return nil, usage(checkTry, "the URL %s names no host", relay.MaskURL(text))
	case strings.HasSuffix(u.Host, ":"):
		return nil, usage(checkTry, "the URL %s has a colon and no port behind it", relay.MaskURL(text))
	case u.Port() != "" && (err != nil || port < 1 || port > 65535):
		return nil, usage(checkTry, "the URL %s: a port is a number from 1 to 65535", relay.MaskURL(text))
	case strings.ContainsFunc(u.RawQuery, func(r rune) bool { return r <= ' ' || r > '~' }):
		return nil, usage(checkTry, "the URL %s: what is not ASCII, or a space, must be written as %% and two digits behind the ?", relay.MaskURL(text))
	}
	return u, nil
}

// receiverDialer judges where a receiver is and returns what makes connections to the very addresses that were judged.
func receiverDialer(ctx context.Context, resolver relay.Resolver, u *url.URL, own bool) (func(ctx context.Context, network, address string) (net.Conn, error), error) {
	ctx, cancel := context.WithTimeout(ctx, receiverLookup)
	defer cancel()
	addrs, err := relay.Nearby(ctx, resolver, u.Hostname(), own)
	var far *relay.FarError
	switch {
	case errors.As(err, &far) && far.Never:
		return nil, &exitError{code: exitRefused, err: fmt.Errorf("%w, where no receiver can be", err), try: checkTry}
	case errors.As(err, &far):
		return nil, &exitError{
			code: exitRefused, err: fmt.Errorf("%w, and neither on this machine nor in a private network", err),
			try: "check it where it runs; if that receiver is yours, and takes requests that are meant to break it: --i-own-this-receiver",
		}
	case err != nil:
		return nil, &exitError{code: exitUnreachable, err: err, try: "look at how the host is spelled; 127.0.0.1 is this machine"}
	}
	return relay.DialNearby(addrs, (&net.Dialer{Timeout: receiverDial}).DialContext), nil
}

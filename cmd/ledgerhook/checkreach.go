package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
)

// reach looks whether anybody listens at all, before the first case does.
func (c *checkRun) reach(ctx context.Context) error {
	err := check.Reachable(ctx, c.options)
	var input *relay.InputError
	switch {
	case err == nil, ctx.Err() != nil:
		return err
	case errors.As(err, &input) && strings.HasPrefix(input.Field, "secret"): // whose hint is that of one who makes a subscription
		return usage("give the very secret that the receiver verifies with", "--%s: %s", input.Field, input.Problem)
	case errors.As(err, &input):
		return err
	}
	u, _ := url.Parse(c.options.URL) // it was read before
	port := ""
	if u.Port() == "" {
		port = fmt.Sprintf(" at port %s, as the URL names none", map[string]string{"http": "80", "https": "443"}[u.Scheme])
	}
	reason, try := err.Error(), "start the receiver, or let it be started: --app-cmd 'npm start'"
	var (
		dial    *net.OpError
		unknown x509.UnknownAuthorityError
		cert    *tls.CertificateVerificationError
		record  tls.RecordHeaderError
	)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		reason = "no connection in time"
	case errors.As(err, &record):
		reason, try = "it does not speak TLS", "ledgerhook check http://… if it speaks plain HTTP"
	case errors.As(err, &unknown), errors.As(err, &cert):
		try = "--ca FILE with the authority behind its certificate, or --insecure-skip-verify"
	case errors.As(err, &dial):
		reason = dial.Err.Error()
	}
	return &exitError{code: exitUnreachable, err: fmt.Errorf("the receiver %s cannot be reached%s: %s", relay.MaskURL(c.options.URL), port, reason), try: try}
}

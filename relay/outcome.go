package relay

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// The causes with which an attempt's context ends.
var (
	errReceiverTimeout = errors.New("no whole answer within the time limit")
	errShutdown        = errors.New("ledgerhook is stopping")
)

// maxErrorBytes bounds an error's text, which may quote what the receiver sent.
const maxErrorBytes = 500

// outcomeOf reads an error of the exchange. cause is why the context ended, nil when it has not; inHandshake tells that
// the error came while TLS was being agreed on.
func outcomeOf(cause, err error, inHandshake bool) Outcome {
	var (
		dns    *net.DNSError
		op     *net.OpError
		record tls.RecordHeaderError
		verify *tls.CertificateVerificationError
		public *errNotPublic
	)
	isOp := errors.As(err, &op)
	switch {
	case errors.Is(cause, errReceiverTimeout), errors.Is(err, errReceiverTimeout): // the latter: a fault lingered that long
		return Timeout
	case cause != nil:
		return Aborted
	case errors.As(err, &public):
		return Blocked
	case errors.As(err, &dns):
		return DNSError
	case inHandshake, errors.As(err, &record), errors.As(err, &verify), isOp && (op.Op == opAlert || op.Op == opOwnAlert):
		return TLSError
	case isOp && op.Op == "dial":
		return ConnectError
	}
	return ProtocolError
}

// crypto/tls names its alerts by these operations of a net.OpError.
const (
	opAlert    = "remote error"
	opOwnAlert = "local error"
)

// errorText says what happened in words that can be shown, whatever the receiver sent.
func errorText(cause, err error, outcome Outcome, timeout time.Duration) string {
	text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "net/http: "), "HTTP/1.x transport connection broken: ")
	switch {
	case errors.Is(cause, errReceiverTimeout), errors.Is(err, errReceiverTimeout):
		text = fmt.Sprintf("no whole answer within %v", timeout)
	case cause != nil:
		text = cause.Error()
	case outcome == TLSError:
		text = tlsText(err)
	case errors.Is(err, io.EOF):
		text = "the connection was closed before an answer came"
	case errors.Is(err, io.ErrUnexpectedEOF):
		text = "the connection was closed in the middle of the answer"
	}
	if len(text) > maxErrorBytes {
		text = text[:maxErrorBytes] + "…"
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}

// tlsText says what to do about a connection that could not be made safe.
func tlsText(err error) string {
	var (
		op       *net.OpError
		record   tls.RecordHeaderError
		unknown  x509.UnknownAuthorityError
		hostname x509.HostnameError
		invalid  x509.CertificateInvalidError
	)
	switch {
	case errors.As(err, &record):
		return "the receiver does not speak TLS on this port: give its URL with http:// (" + record.Msg + ")"
	case errors.As(err, &hostname):
		return hostname.Error() + ": use a name in the URL that the receiver's certificate holds, or make one for this name"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return invalid.Error() + ": renew the receiver's certificate, or set this machine's clock"
	case errors.As(err, &unknown):
		return unknown.Error() + ": name the authority that signed the receiver's certificate with serve --ca FILE, " +
			"or send without looking with --insecure-skip-verify"
	case errors.As(err, &op) && op.Op == opAlert:
		return "the receiver refused the TLS connection (" + op.Err.Error() + "): see which versions and client certificates it asks for"
	case errors.Is(err, io.EOF):
		return "the receiver closed the connection during the TLS handshake: see whether it speaks TLS on this port, else give its URL with http://"
	}
	return "no TLS connection could be made: " + strings.TrimPrefix(err.Error(), "tls: ")
}

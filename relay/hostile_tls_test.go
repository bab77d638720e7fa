package relay_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// secureReceiver is an HTTPS server that counts what arrives. A nil handler answers 200.
type secureReceiver struct {
	*httptest.Server
	arrived atomic.Int64
}

func receiveTLS(t *testing.T, http2 bool, set func(*tls.Config), handler http.HandlerFunc) *secureReceiver {
	t.Helper()
	r := &secureReceiver{}
	r.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.arrived.Add(1)
		_, _ = io.Copy(io.Discard, req.Body)
		if handler != nil {
			handler(w, req)
		}
	}))
	r.EnableHTTP2 = http2
	r.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains of senders that do not trust it
	r.TLS = &tls.Config{}
	if set != nil {
		set(r.TLS)
	}
	r.StartTLS()
	t.Cleanup(r.Close)
	return r
}

func (r *secureReceiver) roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(r.Certificate())
	return pool
}

// certificate makes a self-signed one for a name.
func certificate(t *testing.T, name string, from, until time.Time) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: from, NotAfter: until,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	if ip := net.ParseIP(name); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{name}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

// Where nobody vouches for the receiver nothing is sent, and the error says what to do.
func TestNothingGoesToAReceiverThatIsNotVerified(t *testing.T) {
	now := relay.RealClock{}.Now()
	with := func(c tls.Certificate) func(*tls.Config) {
		return func(cfg *tls.Config) { cfg.Certificates = []tls.Certificate{c} }
	}
	tests := map[string]struct {
		set     func(*tls.Config)
		trusted bool // its certificate is among the roots
		text    string
	}{
		"a certificate of nobody known":       {nil, false, "--ca FILE"},
		"a certificate for another name":      {with(certificate(t, "other.test", now.Add(-time.Hour), now.Add(time.Hour))), true, "use a name in the URL"},
		"a certificate that has expired":      {with(certificate(t, "127.0.0.1", now.Add(-2*time.Hour), now.Add(-time.Hour))), true, "renew"},
		"a certificate that is not yet valid": {with(certificate(t, "127.0.0.1", now.Add(time.Hour), now.Add(2*time.Hour))), true, "clock"},
		"a client certificate is asked for":   {func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert; c.MaxVersion = tls.VersionTLS12 }, true, "client certificates"},
		"a TLS that is too old":               {func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS10 }, true, "TLS"},
		"the handshake is refused": {func(c *tls.Config) {
			c.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) { return nil, fmt.Errorf("no") }
		}, true, "refused the TLS connection"},
	}
	onEveryWire(t, func(t *testing.T, wire wire) {
		for name, tt := range tests {
			for _, http2 := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, http2 %v", name, http2), func(t *testing.T) {
					t.Parallel()
					receiver := receiveTLS(t, http2, tt.set, nil)
					opt := relay.TransportOptions{}
					if tt.trusted {
						opt.RootCAs = receiver.roots()
					}
					attempt := attemptOn(t, wire.open(t, opt), relay.Outgoing{URL: receiver.URL})
					if attempt.Outcome != relay.TLSError || !strings.Contains(attempt.Error, tt.text) || attempt.Response != nil {
						t.Errorf("%s: %q, want tls_error with %q", attempt.Outcome, attempt.Error, tt.text)
					}
					if n := receiver.arrived.Load(); n != 0 {
						t.Errorf("%d requests arrived", n)
					}
				})
			}
		}
	})
}

// What answers on the port is no TLS.
func TestTLSWithSomebodyWhoDoesNotSpeakIt(t *testing.T) {
	tests := map[string]struct {
		script func(c *rawConn)
		text   string
	}{
		"plain HTTP":                 {func(c *rawConn) { c.say("HTTP/1.1 400 Bad Request\r\n\r\n") }, "with http://"},
		"garbage":                    {func(c *rawConn) { c.say("\xff\x00garbage") }, "does not speak TLS"},
		"a close":                    {func(*rawConn) {}, "during the TLS handshake"},
		"a close after the hello":    {func(c *rawConn) { _, _ = c.reader.ReadByte() }, "TLS"},
		"half a record":              {func(c *rawConn) { c.say("\x16\x03\x03\x00\x50half") }, "TLS"},
		"an alert":                   {func(c *rawConn) { c.say("\x15\x03\x03\x00\x02\x02\x28") }, "refused the TLS connection"},
		"a record that is too large": {func(c *rawConn) { c.say("\x16\x03\x03\xff\xff") }, "TLS"},
	}
	onEveryWire(t, func(t *testing.T, wire wire) {
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				receiver := receiveRaw(t, func(_ int, c *rawConn) {
					tt.script(c)
					_ = c.Conn.(*net.TCPConn).CloseWrite()
					c.untilClosed()
				})
				url := strings.Replace(receiver.url, "http://", "https://", 1)
				attempt := attemptOn(t, wire.open(t, relay.TransportOptions{InsecureSkipVerify: true}), relay.Outgoing{URL: url})
				if attempt.Outcome != relay.TLSError || !strings.Contains(attempt.Error, tt.text) {
					t.Errorf("%s: %q, want tls_error with %q", attempt.Outcome, attempt.Error, tt.text)
				}
			})
		}
	})
}

func TestTLS(t *testing.T) {
	onEveryWire(t, func(t *testing.T, wire wire) {
		for _, http2 := range []bool{false, true} {
			t.Run(fmt.Sprintf("http2 %v", http2), func(t *testing.T) {
				t.Parallel()
				proto := make(chan string, 8)
				receiver := receiveTLS(t, http2, nil, func(w http.ResponseWriter, r *http.Request) {
					proto <- r.Proto
					w.WriteHeader(http.StatusEarlyHints)
					w.WriteHeader(http.StatusProcessing)
					w.Header().Set("Trailer", "X-Sum")
					_, _ = io.WriteString(w, "ok")
					w.Header().Set("X-Sum", "1")
				})
				for _, opt := range []relay.TransportOptions{{RootCAs: receiver.roots()}, {InsecureSkipVerify: true}} {
					transport := wire.open(t, opt)
					for n := range 3 {
						attempt := attemptOn(t, transport, relay.Outgoing{URL: receiver.URL + "/a%2Fb?c=d"})
						sent(t, attempt)
						if string(attempt.Response.Body) != "ok" || attempt.Timings.Reused != (n > 0) || (attempt.Timings.TLS > 0) != (n == 0) {
							t.Errorf("body %q, %+v", attempt.Response.Body, attempt.Timings)
						}
						if want := map[bool]string{false: "HTTP/1.1", true: "HTTP/2.0"}[http2]; <-proto != want {
							t.Errorf("it did not go over %s", want)
						}
						if noted := strings.Contains(attempt.Note, "--insecure-skip-verify"); noted != opt.InsecureSkipVerify {
							t.Errorf("insecure %v, note %q", opt.InsecureSkipVerify, attempt.Note)
						}
					}
				}
			})
		}
	})
}

// The note that nobody was verified stands on attempts that failed, too.
func TestInsecureIsNotedOnAFailure(t *testing.T) {
	onEveryWire(t, func(t *testing.T, wire wire) {
		for _, http2 := range []bool{false, true} {
			t.Run(fmt.Sprintf("http2 %v", http2), func(t *testing.T) {
				t.Parallel()
				receiver := receiveTLS(t, http2, nil, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
				attempt := attemptOn(t, wire.open(t, relay.TransportOptions{InsecureSkipVerify: true}), relay.Outgoing{
					URL: receiver.URL, Headers: []relay.Header{{Name: "Idempotency-Key", Value: "k"}},
				})
				if attempt.Outcome != relay.ProtocolError || !strings.Contains(attempt.Note, "--insecure-skip-verify") {
					t.Errorf("%s: %q, note %q", attempt.Outcome, attempt.Error, attempt.Note)
				}
				if n := receiver.arrived.Load(); n != 1 {
					t.Errorf("%d requests arrived, want 1", n)
				}
			})
		}
	})
}

// Over HTTP/2 the same bounds hold: of the body, of the head, and of the time.
func TestHTTP2Bounds(t *testing.T) {
	onEveryWire(t, func(t *testing.T, wire wire) {
		tests := map[string]struct {
			handler http.HandlerFunc
			timeout time.Duration
			outcome relay.Outcome
			cut     bool
		}{
			"a body without end": {handler: func(w http.ResponseWriter, _ *http.Request) {
				for {
					if _, err := w.Write(make([]byte, 16<<10)); err != nil {
						return
					}
				}
			}, outcome: relay.Success, cut: true},
			"a head that is too large": {handler: func(w http.ResponseWriter, _ *http.Request) {
				for i := range 100 {
					w.Header().Set(fmt.Sprintf("X-%d", i), strings.Repeat("h", 4096))
				}
			}, outcome: relay.ProtocolError},
			"a flood of 1xx": {handler: func(w http.ResponseWriter, r *http.Request) {
				for r.Context().Err() == nil {
					w.WriteHeader(http.StatusEarlyHints)
				}
			}, outcome: relay.ProtocolError},
			"no answer": {handler: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, timeout: 200 * time.Millisecond, outcome: relay.Timeout},
			"half a body": {handler: func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.WriteString(w, "half")
				_ = http.NewResponseController(w).Flush()
				<-r.Context().Done()
			}, timeout: 200 * time.Millisecond, outcome: relay.Timeout},
		}
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				try := func(timeout time.Duration) (relay.Attempt, int64) {
					receiver := receiveTLS(t, true, nil, tt.handler)
					attempt := attemptOn(t, wire.open(t, relay.TransportOptions{RootCAs: receiver.roots()}), relay.Outgoing{URL: receiver.URL, Timeout: timeout})
					return attempt, receiver.arrived.Load()
				}
				attempt, arrived := try(tt.timeout)
				for late := 2 * tt.timeout; arrived == 0 && 0 < late && late < hostileTimeout; late *= 2 {
					// The machine is busy: nothing has met a bound yet.
					attempt, arrived = try(late)
				}
				if attempt.Outcome != tt.outcome || tt.cut != (attempt.Response != nil && attempt.Response.Cut) {
					t.Errorf("%s: %q, response %v", attempt.Outcome, attempt.Error, attempt.Response != nil)
				}
				if arrived != 1 {
					t.Errorf("%d requests arrived, want 1", arrived)
				}
			})
		}
	})
}

package local

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"

	"github.com/ledgerhook/ledgerhook/relay"
)

// secured is what a node serves TLS with.
type secured struct {
	config    *tls.Config
	authority *authority
	hosts     []HostCertificate
}

// ErrCertificates means that the certificates in the TLS directory cannot be made or used.
var ErrCertificates = errors.New("certificates for TLS")

// secure opens the authority and makes the certificates; nil where TLS is not asked for.
func (o *Options) secure() (*secured, error) {
	if !o.TLS {
		return nil, nil
	}
	if o.TLSDir == "" {
		return nil, &relay.InputError{Field: "tls", Problem: "there is no directory to keep certificates in"}
	}
	s, err := o.certificates()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCertificates, err)
	}
	return s, nil
}

func (o *Options) certificates() (*secured, error) {
	now := relay.RealClock{}.Now() // of those who verify, whatever the engine's clock says
	own := []string{"localhost", "127.0.0.1", "::1"}
	for _, host := range []string{hostOf(o.Listen), hostOf(o.MockListen), o.advertisedHost()} {
		if host != "" && !slices.Contains(own, host) {
			own = append(own, host)
		}
	}
	assumed := slices.Sorted(maps.Keys(o.Assumed))
	a, fresh, err := openAuthority(o.TLSDir, append(slices.Clone(own), assumed...), now)
	if err != nil {
		return nil, err
	}
	if fresh {
		o.Log.Info("a certificate authority for this machine was made, or made anew; whoever imported the one before imports this one", "file", AuthorityFile(o.TLSDir))
	}
	s := &secured{authority: a}
	leaf, err := a.leaf(own, now)
	if err != nil {
		return nil, err
	}
	s.config = &tls.Config{Certificates: []tls.Certificate{leaf}, MinVersion: tls.VersionTLS12}
	for _, host := range assumed {
		files, err := a.hostFiles(host, now)
		if err != nil {
			return nil, err
		}
		s.hosts = append(s.hosts, files)
	}
	return s, nil
}

// hostOf is the host of an address to listen on; empty where it is every one.
func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err != nil || ip != nil && ip.IsUnspecified() {
		return ""
	}
	return host
}

// advertisedHost is what others call the node by; empty where that is not said.
func (o *Options) advertisedHost() string {
	u, err := advertised(o.Advertise)
	if err != nil || u == nil {
		return ""
	}
	return u.Hostname()
}

// roots are who may sign for receivers: the system's, those of the CA file, and the node's own authority. Nil means the
// system's alone. A CA file that is of no use is a relay.InputError.
func (o *Options) roots(own *secured) (roots *x509.CertPool, err error) {
	switch {
	case o.CAFile != "":
		roots, err = relay.RootsWith(o.CAFile)
	case own != nil:
		roots, err = x509.SystemCertPool()
	}
	if err != nil {
		return nil, fmt.Errorf("read who is to be trusted: %w", err)
	}
	if own != nil {
		roots.AddCert(own.authority.cert)
	}
	return roots, nil
}

// urlOf is where this machine calls a listener, without a trailing slash.
func (s *secured) urlOf(address net.Addr) string {
	if s == nil {
		return "http://" + relay.LocalAddress(address)
	}
	return "https://" + relay.LocalAddress(address)
}

// tlsConfig is nil where there is no TLS.
func (s *secured) tlsConfig() *tls.Config {
	if s == nil {
		return nil
	}
	return s.config.Clone()
}

// serve serves the APIs until the server is closed.
func (s *secured) serve(server *http.Server, listener net.Listener) error {
	if s == nil {
		return server.Serve(listener)
	}
	server.TLSConfig = s.config.Clone()
	return server.ServeTLS(listener, "", "")
}

// CAFile is the certificate of the authority behind the node's addresses; empty without TLS.
func (n *Node) CAFile() string {
	if n.secured == nil {
		return ""
	}
	return AuthorityFile(n.secured.authority.dir)
}

// HostCertificates are what apps serve with to be the hosts that count as public, by name. None without TLS.
func (n *Node) HostCertificates() []HostCertificate {
	if n.secured == nil {
		return nil
	}
	return n.secured.hosts
}

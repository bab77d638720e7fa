package local

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// authority signs certificates for this machine's listeners and for the names that count as public. It lives in a directory
// of its own, its key readable by its owner alone. Its certificate names what it may sign for (name constraints), so that
// whoever trusts it trusts it with nothing else.
type authority struct {
	dir  string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// Our choices: how long certificates are good for, how long before their end they are made anew, and how far a receiver's
// clock may be behind.
const (
	authorityLife   = 2 * 365 * 24 * time.Hour
	authorityRenew  = 90 * 24 * time.Hour
	leafLife        = 397 * 24 * time.Hour // no more than browsers accept
	leafRenew       = 30 * 24 * time.Hour
	clockDifference = time.Hour
)

const (
	authorityFile    = "ca.pem"
	authorityKeyFile = "ca-key.pem"
)

// AuthorityFile is the certificate of the authority in a TLS directory.
func AuthorityFile(dir string) string { return filepath.Join(dir, authorityFile) }

// openAuthority reads the authority of a directory or makes one, and makes its certificate anew, with the same key, when it is
// near its end or does not allow all the hosts. Where it was made anew or for the first time, fresh is true.
func openAuthority(dir string, hosts []string, now time.Time) (a *authority, fresh bool, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, false, fmt.Errorf("make the directory of certificates: %w", err)
	}
	lock := flock.New(filepath.Join(dir, "lock")) // two that start at once make one
	if err := lock.Lock(); err != nil {
		return nil, false, fmt.Errorf("lock the directory of certificates: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	a = &authority{dir: dir}
	if a.key, err = readKey(filepath.Join(dir, authorityKeyFile)); errors.Is(err, fs.ErrNotExist) {
		a.key, err = newKeyFile(filepath.Join(dir, authorityKeyFile))
	}
	if err != nil {
		return nil, false, err
	}
	a.cert, err = readCert(AuthorityFile(dir))
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, false, err
	case err == nil && a.key.PublicKey.Equal(a.cert.PublicKey) && now.Before(a.cert.NotAfter.Add(-authorityRenew)) && a.allows(hosts):
		return a, false, nil
	}
	return a, true, a.renew(hosts, now)
}

// renew makes the authority's certificate, for what the one before allowed and for the hosts.
func (a *authority) renew(hosts []string, now time.Time) error {
	template := &x509.Certificate{
		Subject:                     pkix.Name{CommonName: "ledgerhook, for this machine only"},
		NotBefore:                   now.Add(-clockDifference),
		NotAfter:                    now.Add(authorityLife),
		IsCA:                        true,
		BasicConstraintsValid:       true,
		MaxPathLenZero:              true,
		KeyUsage:                    x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         []string{"localhost", "test"},
		PermittedIPRanges:           []*net.IPNet{mustRange("127.0.0.0/8"), mustRange("::1/128")},
	}
	if a.cert != nil {
		hosts = append(slices.Clone(a.cert.PermittedDNSDomains), hosts...)
		template.PermittedIPRanges = a.cert.PermittedIPRanges
	}
	for _, host := range hosts {
		switch ip := net.ParseIP(host); {
		case allowedByName(template, host), allowedByAddress(template, ip):
		case ip == nil:
			template.PermittedDNSDomains = append(template.PermittedDNSDomains, host)
		default:
			template.PermittedIPRanges = append(template.PermittedIPRanges, only(ip))
		}
	}
	var err error
	if a.cert, err = signed(template, template, &a.key.PublicKey, a.key); err != nil {
		return err
	}
	return writeFile(AuthorityFile(a.dir), "CERTIFICATE", a.cert.Raw, 0o644)
}

// allows tells whether the authority may sign for all of these hosts.
func (a *authority) allows(hosts []string) bool {
	return !slices.ContainsFunc(hosts, func(host string) bool {
		return !allowedByName(a.cert, host) && !allowedByAddress(a.cert, net.ParseIP(host))
	})
}

func allowedByName(cert *x509.Certificate, host string) bool {
	return net.ParseIP(host) == nil && slices.ContainsFunc(cert.PermittedDNSDomains, func(domain string) bool {
		return host == domain || strings.HasSuffix(host, "."+domain)
	})
}

func allowedByAddress(cert *x509.Certificate, ip net.IP) bool {
	return ip != nil && slices.ContainsFunc(cert.PermittedIPRanges, func(r *net.IPNet) bool { return r.Contains(ip) })
}

// only is the range of one address.
func only(ip net.IP) *net.IPNet {
	if four := ip.To4(); four != nil {
		ip = four
	}
	return &net.IPNet{IP: ip, Mask: net.CIDRMask(8*len(ip), 8*len(ip))}
}

// mustRange reads a range that is written in this file.
func mustRange(text string) *net.IPNet {
	_, r, err := net.ParseCIDR(text)
	if err != nil {
		panic(err)
	}
	return r
}

// signed makes a certificate. Serial numbers come from the machine's randomness and not from the seed: two of the same number
// by one authority confuse those who trust it.
func signed(template, parent *x509.Certificate, public *ecdsa.PublicKey, by *ecdsa.PrivateKey) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, fmt.Errorf("draw a serial number: %w", err)
	}
	template.SerialNumber = serial
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, by)
	if err != nil {
		return nil, fmt.Errorf("sign a certificate: %w", err)
	}
	return x509.ParseCertificate(der)
}

// newKeyFile makes a key, from the machine's randomness and not from the seed since it is to be secret, and keeps it.
func newKeyFile(path string) (*ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("draw a key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("encode a key: %w", err)
	}
	return key, writeFile(path, "PRIVATE KEY", der, 0o600)
}

func readKey(path string) (*ecdsa.PrivateKey, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0: // whoever has it can be anybody to those who trust it
		return nil, fmt.Errorf("others on this machine can read %s: remove it, and the files beside it, to have new ones", path)
	}
	der, err := readFile(path, "PRIVATE KEY")
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	key, ok := parsed.(*ecdsa.PrivateKey)
	if err != nil || !ok {
		return nil, fmt.Errorf("%s holds no key of ours: remove it, and the files beside it, to have new ones", path)
	}
	return key, nil
}

func readCert(path string) (*x509.Certificate, error) {
	der, err := readFile(path, "CERTIFICATE")
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("%s holds no certificate (%w): remove it to have a new one", path, err)
	}
	return cert, nil
}

func readFile(path, kind string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != kind {
		return nil, fmt.Errorf("%s is no %s in PEM: remove it to have a new one", path, strings.ToLower(kind))
	}
	return block.Bytes, nil
}

// writeFile replaces a file in one step.
func writeFile(path, kind string, der []byte, mode os.FileMode) error {
	next, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	err = pem.Encode(next, &pem.Block{Type: kind, Bytes: der})
	err = errors.Join(err, next.Chmod(mode), next.Close())
	if err == nil {
		err = os.Rename(next.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(next.Name()))
	}
	return nil
}

package local

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"time"
)

// HostCertificate is what an app serves with to be a host that counts as public.
type HostCertificate struct {
	Host     string
	CertFile string // PEM
	KeyFile  string // PEM, readable by its owner alone
}

// leaf makes a certificate for a server of these hosts, whose key lives in memory only.
func (a *authority) leaf(hosts []string, now time.Time) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("draw a key: %w", err)
	}
	cert, err := a.sign(hosts, &key.PublicKey, now)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key, Leaf: cert}, nil
}

// hostFiles keeps a certificate for one host beside the authority. One that is still good stays.
func (a *authority) hostFiles(host string, now time.Time) (HostCertificate, error) {
	dir := filepath.Join(a.dir, "hosts", host)
	files := HostCertificate{Host: host, CertFile: filepath.Join(dir, "cert.pem"), KeyFile: filepath.Join(dir, "key.pem")}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return files, fmt.Errorf("make the directory of certificates: %w", err)
	}
	key, err := readKey(files.KeyFile)
	if errors.Is(err, fs.ErrNotExist) {
		key, err = newKeyFile(files.KeyFile)
	}
	if err != nil {
		return files, err
	}
	cert, err := readCert(files.CertFile)
	switch {
	case err == nil && key.PublicKey.Equal(cert.PublicKey) && a.vouches(cert, host, now):
		return files, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return files, err
	}
	if cert, err = a.sign([]string{host}, &key.PublicKey, now); err != nil {
		return files, err
	}
	return files, writeFile(files.CertFile, "CERTIFICATE", cert.Raw, 0o644)
}

// vouches tells whether a certificate of this authority is good for a host and not near its end.
func (a *authority) vouches(cert *x509.Certificate, host string, now time.Time) bool {
	_, err := cert.Verify(x509.VerifyOptions{DNSName: host, Roots: a.pool(), CurrentTime: now})
	return err == nil && now.Before(cert.NotAfter.Add(-leafRenew))
}

func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	return pool
}

// sign makes a certificate for a server of these hosts, good for no longer than the authority.
func (a *authority) sign(hosts []string, public *ecdsa.PublicKey, now time.Time) (*x509.Certificate, error) {
	until := now.Add(leafLife)
	if until.After(a.cert.NotAfter) {
		until = a.cert.NotAfter
	}
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: hosts[0]},
		NotBefore:             now.Add(-clockDifference),
		NotAfter:              until,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
			continue
		}
		template.DNSNames = append(template.DNSNames, host)
	}
	return signed(template, a.cert, public, a.key)
}

package local

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func testTime() time.Time { return time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC) }

func openTest(t *testing.T, dir string, now time.Time, hosts ...string) (*authority, bool) {
	t.Helper()
	a, fresh, err := openAuthority(dir, hosts, now)
	if err != nil {
		t.Fatal(err)
	}
	return a, fresh
}

func TestAuthorityIsMadeOnceAndKept(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state", "tls")
	first, fresh := openTest(t, dir, testTime(), "localhost", "127.0.0.1", "::1", "api.test")
	if !fresh {
		t.Error("a new one is not told of")
	}
	again, fresh := openTest(t, dir, testTime().Add(300*24*time.Hour), "localhost", "127.0.0.1", "other.test")
	if fresh || !first.cert.Equal(again.cert) || !first.key.Equal(again.key) {
		t.Error("another one was made")
	}
	if runtime.GOOS == "windows" {
		return
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, "ca-key.pem"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v (%v), want %v", path, info.Mode().Perm(), err, want)
		}
	}
}

func TestAuthorityIsRenewedWithItsKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, _ := openTest(t, dir, testTime(), "hooks.example.com")
	near := testTime().Add(authorityLife - authorityRenew + time.Hour)
	renewed, fresh := openTest(t, dir, near, "localhost")
	if !fresh || !renewed.key.Equal(first.key) || !renewed.cert.NotAfter.After(first.cert.NotAfter) {
		t.Errorf("renewed %v until %v", fresh, renewed.cert.NotAfter)
	}
	if !renewed.allows([]string{"hooks.example.com", "127.0.0.1", "::1", "x.localhost"}) {
		t.Error("what was allowed is not any more")
	}
}

// Whoever trusts the authority trusts it for this machine and the hosts that were named, whatever is signed with its key.
func TestAuthorityVouchesForNoOthers(t *testing.T) {
	t.Parallel()
	a, _ := openTest(t, t.TempDir(), testTime(), "localhost", "127.0.0.1", "::1", "api.test", "hooks.example.com", "172.17.0.1")
	for host, want := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "::1": true, "api.test": true, "hooks.example.com": true, "172.17.0.1": true, "other.test": true,
		"example.com": false, "www.example.com": false, "bank.example": false, "172.17.0.2": false, "8.8.8.8": false, "test.com": false,
	} {
		leaf, err := a.leaf([]string{host}, testTime())
		if err != nil {
			t.Fatal(err)
		}
		_, err = leaf.Leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: a.pool(), CurrentTime: testTime()})
		if (err == nil) != want {
			t.Errorf("%s: %v", host, err)
		}
	}
	if !a.cert.IsCA || a.cert.MaxPathLen != 0 || !a.cert.MaxPathLenZero {
		t.Error("it could sign for further authorities")
	}
}

// A host that the authority may not sign for yet makes its certificate anew; what was allowed stays allowed.
func TestAuthorityLearnsHosts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, _ := openTest(t, dir, testTime(), "a.example.com")
	before, err := first.leaf([]string{"a.example.com", "127.0.0.1"}, testTime())
	if err != nil {
		t.Fatal(err)
	}
	second, fresh := openTest(t, dir, testTime(), "b.example.com", "10.1.1.1")
	if _, err := before.Leaf.Verify(x509.VerifyOptions{DNSName: "a.example.com", Roots: second.pool(), CurrentTime: testTime()}); err != nil {
		t.Errorf("what was signed before: %v", err)
	}
	if !fresh || !second.key.Equal(first.key) || !second.allows([]string{"a.example.com", "b.example.com", "10.1.1.1", "api.test"}) || second.allows([]string{"c.example.com"}) {
		t.Errorf("it may sign for %v and %v", second.cert.PermittedDNSDomains, second.cert.PermittedIPRanges)
	}
	if _, fresh := openTest(t, dir, testTime(), "a.example.com"); fresh {
		t.Error("made anew for a host that it knows")
	}
}

func TestHostFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	a, _ := openTest(t, dir, testTime(), "api.test", "ca.test")
	files, err := a.hostFiles("api.test", testTime())
	if err != nil {
		t.Fatal(err)
	}
	first := read(t, files.CertFile)
	if _, err := a.hostFiles("api.test", testTime().Add(24*time.Hour)); err != nil || read(t, files.CertFile) != first {
		t.Errorf("a certificate that is good was made anew (%v)", err)
	}
	if _, err := a.hostFiles("api.test", testTime().Add(leafLife-leafRenew+time.Hour)); err != nil || read(t, files.CertFile) == first {
		t.Errorf("a certificate near its end was kept (%v)", err)
	}
	second := read(t, files.CertFile)
	if err := os.Remove(files.KeyFile); err != nil {
		t.Fatal(err)
	}
	if _, err := a.hostFiles("api.test", testTime()); err != nil || read(t, files.CertFile) == second {
		t.Errorf("a certificate without its key was kept (%v)", err)
	}
	info, err := os.Stat(files.KeyFile)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the key: %v %v", info.Mode(), err)
	}
}

func TestDamagedAuthority(t *testing.T) {
	t.Parallel()
	elsewhere := t.TempDir()
	openTest(t, elsewhere, testTime(), "localhost")
	tests := map[string]struct {
		spoil func(dir string) error
		want  string // a part of the error; empty: it is made anew
	}{
		"no certificate": {func(dir string) error { return os.Remove(AuthorityFile(dir)) }, ""},
		"a letter for a key": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "ca-key.pem"), []byte("Dear Sir"), 0o600)
		}, "ca-key.pem is no private key in PEM: remove it"},
		"a letter as a certificate": {func(dir string) error { return os.WriteFile(AuthorityFile(dir), []byte("Dear Sir"), 0o600) }, "ca.pem is no certificate in PEM: remove it"},
		"a certificate that is none": {func(dir string) error {
			return os.WriteFile(AuthorityFile(dir), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")}), 0o600)
		}, "ca.pem holds no certificate"},
		"another key": {func(dir string) error {
			key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
			if err != nil {
				return err
			}
			der, err := x509.MarshalPKCS8PrivateKey(key)
			if err != nil {
				return err
			}
			return writeFile(filepath.Join(dir, "ca-key.pem"), "PRIVATE KEY", der, 0o600)
		}, ""},
		"a key that others can read": {func(dir string) error { return os.Chmod(filepath.Join(dir, "ca-key.pem"), 0o644) }, "others on this machine can read"},
		"a certificate of another": {func(dir string) error {
			text, err := os.ReadFile(AuthorityFile(elsewhere))
			if err != nil {
				return err
			}
			return os.WriteFile(AuthorityFile(dir), text, 0o600)
		}, ""},
	}
	for name, tt := range tests {
		if runtime.GOOS == "windows" && strings.Contains(name, "others") {
			continue
		}
		dir := t.TempDir()
		openTest(t, dir, testTime(), "localhost")
		if err := tt.spoil(dir); err != nil {
			t.Fatal(err)
		}
		a, fresh, err := openAuthority(dir, []string{"localhost"}, testTime())
		switch {
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		case tt.want == "" && (err != nil || !fresh || !a.key.PublicKey.Equal(a.cert.PublicKey)):
			t.Errorf("%s: %v", name, err)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

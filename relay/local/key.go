package local

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"filippo.io/age"

	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// ErrKeyOpen means that others than the user can read the key's file. Nothing was read of it.
var ErrKeyOpen = errors.New("others can read the key")

// ErrBadKey means that what should be a key is none. The error does not show it.
var ErrBadKey = errors.New("not an age identity")

// Key is the user's key: an age identity (X25519), given as text or kept in a file. It implements sqlite.Seal. It is here
// and not in relay/sqlite since where a key lies is wiring, and another store would be sealed with the same one.
type Key struct {
	text string // AGE-SECRET-KEY-1…; empty where it is in the file
	file string
}

// KeyText is a key that is given itself: AGE-SECRET-KEY-1…
func KeyText(text string) Key { return Key{text: strings.TrimSpace(text)} }

// KeyFile is a key in a file, which is made at the first need.
func KeyFile(path string) Key { return Key{file: path} }

// NewKey draws a key that is kept nowhere: from the operating system's randomness, as a seed must not tell it.
func NewKey() (Key, error) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return Key{}, fmt.Errorf("draw a key: %w", err)
	}
	return Key{text: identity.String()}, nil
}

// Text is the key itself, for a child's environment. Empty for one in a file.
func (k Key) Text() string { return k.text }

// String names where the key comes from, and never the key.
func (k Key) String() string {
	if k.file == "" {
		return "LEDGERHOOK_KEY"
	}
	return k.file
}

// GoString is String: %#v does not show the key either.
func (k Key) GoString() string { return k.String() }

// Seal implements sqlite.Seal. The recipient stands before the sealed data key, so that whoever has another key can be told
// which one is wanted.
func (k Key) Seal(dataKey []byte) ([]byte, error) {
	identity, err := k.identity(true)
	if err != nil {
		return nil, err
	}
	var sealed bytes.Buffer
	fmt.Fprintln(&sealed, identity.Recipient())
	w, err := age.Encrypt(&sealed, identity.Recipient())
	if err != nil {
		return nil, fmt.Errorf("seal the data key: %w", err)
	}
	if _, err := w.Write(dataKey); err != nil {
		return nil, fmt.Errorf("seal the data key: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("seal the data key: %w", err)
	}
	return sealed.Bytes(), nil
}

// Open implements sqlite.Seal.
func (k Key) Open(sealed []byte) ([]byte, error) {
	name, sealed, found := bytes.Cut(sealed, []byte("\n"))
	if !found {
		return nil, errors.New("its sealed data key is damaged")
	}
	identity, err := k.identity(false)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%w: wanted is the key of %s, and there is none in %s", sqlite.ErrWrongKey, name, k.file)
	case err != nil:
		return nil, err
	case identity.Recipient().String() != string(name):
		return nil, fmt.Errorf("%w: wanted is the key of %s, and %s holds that of %s", sqlite.ErrWrongKey, name, k, identity.Recipient())
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), identity)
	if err != nil {
		return nil, fmt.Errorf("its sealed data key is damaged: %w", err)
	}
	dataKey, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("its sealed data key is damaged: %w", err)
	}
	return dataKey, nil
}

// identity reads the key; where it is in a file that is not there, it is made if that is wanted, else the error wraps
// fs.ErrNotExist.
func (k Key) identity(make bool) (*age.X25519Identity, error) {
	if k.file == "" {
		return parseIdentity(k.text, k.String())
	}
	identity, err := readIdentity(k.file)
	if errors.Is(err, fs.ErrNotExist) && make {
		return makeIdentity(k.file)
	}
	return identity, err
}

func parseIdentity(text, from string) (*age.X25519Identity, error) {
	identity, err := age.ParseX25519Identity(text)
	if err != nil { // whose text may quote the key
		return nil, fmt.Errorf("%s: %w: it must be AGE-SECRET-KEY-1… and 58 more characters", from, ErrBadKey)
	}
	return identity, nil
}

// maxKeyFile bounds what is read of a key's file: an identity, and comments.
const maxKeyFile = 64 << 10

func readIdentity(path string) (*age.X25519Identity, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the key: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("read the key: %w", err)
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&0o077 != 0 {
		return nil, fmt.Errorf("%s: %w: its mode is %04o, and must be 0600", path, ErrKeyOpen, mode)
	}
	text, err := io.ReadAll(io.LimitReader(file, maxKeyFile))
	if err != nil {
		return nil, fmt.Errorf("read the key: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			return parseIdentity(line, path)
		}
	}
	return parseIdentity("", path)
}

// makeIdentity draws a key and puts its file into place in one step. Of several that start at once all take the first one's.
func makeIdentity(path string) (*age.X25519Identity, error) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, fmt.Errorf("draw a key: %w", err)
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the key's directory: %w", err)
	}
	file, err := os.CreateTemp(dir, ".key-*") // with mode 0600
	if err != nil {
		return nil, fmt.Errorf("make the key: %w", err)
	}
	defer os.Remove(file.Name())
	text := "# Seals the secrets in ledgerhook's databases. Without it they cannot be read: keep a copy.\n" +
		"# public key: " + identity.Recipient().String() + "\n" + identity.String() + "\n"
	_, err = file.WriteString(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return nil, fmt.Errorf("make the key: %w", err)
	}
	err = os.Link(file.Name(), path) // unlike a rename it replaces nothing
	if errors.Is(err, fs.ErrExist) {
		return readIdentity(path)
	}
	if err != nil {
		return nil, fmt.Errorf("make the key: %w", err)
	}
	if d, err := os.Open(dir); err == nil { // the new name must outlive a power cut, as what it seals does
		_ = d.Sync()
		_ = d.Close()
	}
	return identity, nil
}

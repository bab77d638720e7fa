package sqlite

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
)

// Seal is the user's key, which the data key of a database is sealed with. relay/local has it, as it knows where keys lie.
type Seal interface {
	// Seal seals a new data key. It is called for a database that has none, and may make the user's key.
	Seal(dataKey []byte) ([]byte, error)
	// Open returns what Seal was given. It never makes a key. An error says which key is wanted, and wraps ErrWrongKey
	// where there is another one or none.
	Open(sealed []byte) ([]byte, error)
}

// sealKey is where the sealed data key stands in meta, in base64. That it can be opened shows that the user's key is the right
// one, before anything is read or written with it.
const sealKey = "seal"

// box seals values with the data key. The user's key could do that itself, but an X25519 exchange for each value takes
// 0.15 to 0.2 ms: reading 1,000 subscriptions would take 150 ms and not 10, and each replay to a URL of its own would
// pay for it. Safe for concurrent use.
type box struct{ aead cipher.AEAD }

// dataKeyBytes is the size of a key of AES-256.
const dataKeyBytes = 32

// newDataKey draws a key: from the operating system and not from the seed, since whoever knows the seed must not know it.
func newDataKey() ([]byte, error) {
	key := make([]byte, dataKeyBytes)
	if _, err := rand.Read(key); err != nil {
		return nil, fmt.Errorf("draw a data key: %w", err)
	}
	return key, nil
}

func newBox(dataKey []byte) (*box, error) {
	if len(dataKey) != dataKeyBytes {
		return nil, fmt.Errorf("the data key has %d bytes, not %d", len(dataKey), dataKeyBytes)
	}
	block, err := aes.NewCipher(dataKey)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block) // 2^32 values may be sealed with one key
	return &box{aead}, err
}

// seal seals a value. place names its row, so that a sealed value that was moved to another one does not open.
func (b *box) seal(place string, plain []byte) []byte {
	return b.aead.Seal(nil, nil, plain, []byte(place))
}

func (b *box) open(place string, sealed []byte) ([]byte, error) {
	plain, err := b.aead.Open(nil, nil, sealed, []byte(place))
	if err != nil {
		return nil, fmt.Errorf("what is sealed for %s cannot be opened: the file was changed or damaged", place)
	}
	return plain, nil
}

// Where sealed values stand.
func ofSubscription(id string) string { return "subscription " + id }
func ofDelivery(id string) string     { return "the URL of delivery " + id }
func ofIncoming(id string) string     { return "the headers of " + id }
func ofMeta(key string) string        { return "the setting " + key }
func ofRecord(provider, kind, key string) string {
	return fmt.Sprintf("record %q %q %q", provider, kind, key)
}

// openBox opens the data key of a database that has one. A file that is not there, or has none yet, gives nil. Nothing is
// changed.
func openBox(ctx context.Context, path string, seal Seal) (*box, error) {
	h, err := readHeader(path)
	if err != nil || !h.exists {
		return nil, err
	}
	driver, err := newDriver()
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector{driver, readerDSN(path)})
	db.SetMaxOpenConns(1)
	defer db.Close()
	var text string
	err = db.QueryRowContext(ctx, selectMeta, sealKey).Scan(&text)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, openError(path, err)
	}
	sealed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("%s: its sealed data key is damaged: %w", path, err)
	}
	dataKey, err := seal.Open(sealed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return newBox(dataKey)
}

// makeBox gives a database a data key.
func makeBox(ctx context.Context, tx *sql.Tx, seal Seal) (*box, error) {
	dataKey, err := newDataKey()
	if err != nil {
		return nil, err
	}
	sealed, err := seal.Seal(dataKey)
	if err != nil {
		return nil, err
	}
	if opened, err := seal.Open(sealed); err != nil || !bytes.Equal(opened, dataKey) { // better now than at the next start
		return nil, fmt.Errorf("a sealed data key does not open again: %w", errors.Join(errors.New("nothing was sealed"), err))
	}
	if _, err := tx.ExecContext(ctx, upsertMeta, sealKey, base64.StdEncoding.EncodeToString(sealed)); err != nil {
		return nil, err
	}
	return newBox(dataKey)
}

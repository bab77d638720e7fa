package queuetest

import "bytes"

// Seal is a key for tests of a store, which keep none: what it seals, anybody opens. It implements relay/sqlite.Seal.
type Seal struct{}

// Seal returns the data key with a mark before it.
func (Seal) Seal(dataKey []byte) ([]byte, error) {
	return append([]byte("open:"), dataKey...), nil
}

// Open takes the mark off.
func (Seal) Open(sealed []byte) ([]byte, error) {
	return bytes.TrimPrefix(sealed, []byte("open:")), nil
}

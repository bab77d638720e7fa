package strictyaml

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"unicode/utf8"
)

// MaxBytes is how large the file may be.
const MaxBytes = 1 << 20

// ReadFile reads the bytes of a regular file within bounds. fs.ErrNotExist stays in the error.
func ReadFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // opening a pipe would wait for whoever writes to it
		return nil, &Error{At: Position{File: path}, Problem: "it is no regular file"}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return text, nil
}

// checkBytes refuses what is no text before a parser sees it. An error is an *Error.
func checkBytes(path string, text []byte) error {
	switch {
	case len(text) > MaxBytes:
		return &Error{At: Position{path, 1, 1}, Problem: fmt.Sprintf("it holds more than %d bytes", MaxBytes)}
	case bytes.HasPrefix(text, []byte("\uFEFF")):
		return &Error{At: Position{path, 1, 1}, Problem: "it begins with a byte order mark", Hint: "save it as UTF-8 without one"}
	}
	at := Position{path, 1, 1}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return &Error{At: at, Problem: fmt.Sprintf("byte %#x is not valid UTF-8", text[i])}
		case r < ' ' && r != '\n' && r != '\t' && r != '\r', r >= 0x7f && r < 0xa0, r == 0xFEFF, r == 0xFFFE, r == 0xFFFF:
			return &Error{At: at, Problem: fmt.Sprintf("control character %U is not allowed", r)}
		case r == '\n':
			at.Line, at.Column = at.Line+1, 0
		}
		at.Column++
		i += size
	}
	return nil
}

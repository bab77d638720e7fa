package main

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
)

// maxSecretBytes bounds what is read for one secret.
const maxSecretBytes = 64 << 10

// howToGive is how a secret can be given without standing in the command line, which other users see in `ps`.
const howToGive = "- reads a line of standard input, @FILE the first line of a file"

// readSecret is the secret that a flag's value stands for: - for a line of standard input, @FILE for the first line of a
// file, and itself for any other. An error never holds the value, which may be a secret that begins with @.
func (a *app) readSecret(flag, value string) (string, error) {
	var reader *bufio.Reader
	switch {
	case value == "-":
		if a.secrets == nil { // one for all flags: each takes the next line
			a.secrets = bufio.NewReader(a.stdin)
		}
		reader = a.secrets
	case strings.HasPrefix(value, "@"):
		file, err := os.Open(value[1:])
		if err != nil {
			return "", noSecret(flag, "the file behind @ cannot be read: %w", err)
		}
		defer file.Close()
		reader = bufio.NewReader(file)
	default:
		return value, nil
	}
	line, err := readLine(reader)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return "", noSecret(flag, "it cannot be read: %w", err)
	case line == "":
		return "", noSecret(flag, "there is no line to read")
	}
	return line, nil
}

func noSecret(flag, format string, args ...any) error {
	for i, arg := range args {
		var path *fs.PathError
		if err, ok := arg.(error); ok && errors.As(err, &path) {
			args[i] = path.Err // without the name
		}
	}
	return usage("--"+flag+" @FILE, or - for a line of standard input", "--"+flag+": "+format, args...)
}

// readLine reads to the end of a line, which is not part of it.
func readLine(r *bufio.Reader) (string, error) {
	var line strings.Builder
	for line.Len() < maxSecretBytes {
		c, err := r.ReadByte()
		if err != nil || c == '\n' {
			return strings.TrimSuffix(line.String(), "\r"), err
		}
		line.WriteByte(c)
	}
	return "", errors.New("the line is too long for a secret")
}

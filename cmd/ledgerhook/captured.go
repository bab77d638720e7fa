package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"slices"
	"strconv"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

const maxCapturedHeaders = 200

// captured is the text of a request, taken apart.
type captured struct {
	method  string // empty where there was no first line
	headers []relay.Header
	body    []byte // all that follows the head; decoded where it was chunked
	chunks  bool   // it still has the marks of chunks, which cannot be read
}

// readCaptured takes the text of a request apart: a first line, headers, an empty line, and all that follows as the body, byte for
// byte. Line breaks of the head may have lost their CR on the way, and the first line may be missing.
func readCaptured(text []byte) (captured, error) {
	var c captured
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		return c, errors.New("it is empty")
	case bytes.HasPrefix(text, []byte("\xff\xfe")), bytes.HasPrefix(text, []byte("\xfe\xff")):
		return c, errors.New("it is UTF-16, as PowerShell writes files: its bytes are not those that came")
	}
	rest := bytes.TrimLeft(text, "\r\n")
	number := 1 + bytes.Count(text[:len(text)-len(rest)], []byte("\n"))
	first, after := headLine(rest)
	switch words := strings.Fields(first); {
	case len(words) == 3 && strings.HasPrefix(words[2], "HTTP/"):
		c.method, rest, number = words[0], after, number+1
	case !isHeader(first):
		return c, fmt.Errorf("its first line is %s, and not like POST /path HTTP/1.1", shownLine(first))
	}
	for ; len(rest) > 0; number++ {
		line, after := headLine(rest)
		rest = after
		name, value, found := strings.Cut(line, ":")
		switch {
		case line == "":
			c.unchunk(rest)
			return c, nil
		case (line[0] == ' ' || line[0] == '\t') && len(c.headers) > 0: // goes on, as old programs fold it
			last := &c.headers[len(c.headers)-1]
			last.Value = strings.TrimSpace(last.Value + " " + strings.TrimSpace(line))
		case !found || !isHeader(line):
			return c, fmt.Errorf("its headers cannot be read: line %d is %.60q; an empty line ends them", number, line)
		case len(c.headers) == maxCapturedHeaders:
			return c, fmt.Errorf("it has more than %d headers", maxCapturedHeaders)
		default:
			c.headers = append(c.headers, relay.Header{Name: name, Value: strings.Trim(value, " \t")})
		}
	}
	return c, nil // no body, and no empty line before it
}

// shownLine is the beginning of a line, unless that is one long word, which may be the secret in the wrong file.
func shownLine(line string) string {
	if len(line) >= 16 && !strings.ContainsAny(line, " \t{[<") {
		return fmt.Sprintf("one word of %d bytes", len(line))
	}
	return fmt.Sprintf("%.60q", line)
}

// headLine is a text's first line without its end, and what follows.
func headLine(text []byte) (line string, rest []byte) {
	before, rest, _ := bytes.Cut(text, []byte("\n"))
	return strings.TrimSuffix(string(before), "\r"), rest
}

func isHeader(line string) bool {
	name, _, found := strings.Cut(line, ":")
	return found && name != "" && !strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`(),/;<=>?@[\]{}"`, r) })
}

// unchunk takes the body without the marks of chunks, where it still has them, also where an editor has taken the CR from them.
func (c *captured) unchunk(body []byte) {
	c.body = body // it was put together by what captured it, unless it is read here
	if !strings.EqualFold(c.header("Transfer-Encoding"), "chunked") {
		return
	}
	for _, text := range [][]byte{body, bytes.ReplaceAll(body, []byte("\n"), []byte("\r\n"))} {
		if whole, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(text))); err == nil {
			c.body = whole
			return
		}
	}
	first, _ := headLine(body)
	size, _, _ := strings.Cut(first, ";")
	_, err := strconv.ParseUint(strings.TrimSpace(size), 16, 63)
	c.chunks = err == nil
}

// header is the first value of a header.
func (c *captured) header(name string) string {
	i := slices.IndexFunc(c.headers, func(h relay.Header) bool { return strings.EqualFold(h.Name, name) })
	if i < 0 {
		return ""
	}
	return c.headers[i].Value
}

// canonical are the headers with their names in Go's casing.
func (c *captured) canonical() http.Header {
	header := http.Header{}
	for _, h := range c.headers {
		header.Add(h.Name, h.Value)
	}
	return header
}

// length is what Content-Length says; ok is false where it does not, or where the body came in chunks.
func (c *captured) length() (n int, ok bool) {
	n, err := strconv.Atoi(c.header("Content-Length"))
	return n, err == nil && n >= 0 && c.header("Transfer-Encoding") == ""
}

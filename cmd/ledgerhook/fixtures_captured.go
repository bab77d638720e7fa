package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/textproto"
	"strconv"
	"strings"
)

// capturedRequest takes the text of a request apart: a first line, headers, an empty line, and all that follows as the body, or as
// much of it as the headers say. Line breaks may have lost their CR on the way.
func capturedRequest(text []byte) (http.Header, []byte, error) {
	reader := bufio.NewReader(bytes.NewReader(text))
	head := textproto.NewReader(reader)
	first, err := head.ReadLine()
	if err != nil {
		return nil, nil, errors.New("it is empty")
	}
	words := strings.Fields(first)
	if len(words) != 3 || !strings.HasPrefix(words[2], "HTTP/") {
		return nil, nil, fmt.Errorf("its first line is %.60q, and not like POST /path HTTP/1.1", first)
	}
	if words[0] != http.MethodPost {
		return nil, nil, fmt.Errorf("it is a %.20s, and webhooks are a POST", words[0])
	}
	fields, err := head.ReadMIMEHeader()
	if err != nil {
		return nil, nil, fmt.Errorf("its headers cannot be read: %w", err)
	}
	header := http.Header(fields)
	body, err := io.ReadAll(reader)
	if err != nil {
		return nil, nil, err
	}
	if strings.EqualFold(header.Get("Transfer-Encoding"), "chunked") {
		if whole, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(body))); err == nil {
			return header, whole, nil
		}
		return header, body, nil // it was put together by what captured it
	}
	length, err := strconv.Atoi(header.Get("Content-Length"))
	switch {
	case err != nil || length < 0:
		return header, body, nil
	case length > len(body):
		return nil, nil, fmt.Errorf("its body was cut: %d of %d bytes are there", len(body), length)
	}
	return header, body[:length], nil
}

package main

import (
	"errors"
	"fmt"
	"net/http"
)

// capturedRequest takes the text of a webhook apart: it is a POST, and its body is as long as its headers say.
func capturedRequest(text []byte) (http.Header, []byte, error) {
	c, err := readCaptured(text)
	switch {
	case err != nil:
		return nil, nil, err
	case c.method == "":
		return nil, nil, errors.New("it has no first line like POST /path HTTP/1.1")
	case c.method != http.MethodPost:
		return nil, nil, fmt.Errorf("it is a %.20s, and webhooks are a POST", c.method)
	}
	length, ok := c.length()
	switch {
	case !ok:
		return c.canonical(), c.body, nil
	case length > len(c.body):
		return nil, nil, fmt.Errorf("its body was cut: %d of %d bytes are there", len(c.body), length)
	}
	return c.canonical(), c.body[:length], nil
}

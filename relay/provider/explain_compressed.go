package provider

import (
	"bytes"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// decompressed undoes gzip or deflate, whatever the headers say; nil where the body is neither, or too large then.
func decompressed(body []byte, encoding string) []byte {
	switch {
	case bytes.HasPrefix(body, []byte{0x1f, 0x8b}):
		encoding = "gzip"
	case !strings.EqualFold(encoding, "deflate"):
		return nil
	}
	text, err := relay.Undo(encoding, body, relay.MaxDataBytes)
	if err != nil {
		return nil
	}
	return text
}

// contentEncoding is how the headers say that the body is compressed; empty where they do not.
func (x *explaining) contentEncoding() string {
	for _, value := range valuesOf(x.in.Headers, "Content-Encoding") {
		if value = strings.TrimSpace(value); value != "" && !strings.EqualFold(value, "identity") {
			return value
		}
	}
	return ""
}

// uncompressed is the body as it was before something compressed it on the way; nil where nothing did.
func (x *explaining) uncompressed() *bodied {
	text := decompressed(x.in.Body, x.contentEncoding())
	switch {
	case text == nil:
		return nil
	case x.in.Computed != "":
		return &bodied{body: text, mistake: &part{decompressedBody, "over the body after it was decompressed", "sign the bytes as they arrive, still compressed"}}
	}
	return &bodied{body: text, mistake: &part{
		compressedBody, "over the body before something compressed it on the way", "decompress it before you verify, or let no proxy compress requests",
	}}
}

// notCompressed says that the bytes that were compressed are missing here; empty where they are not.
func (x *explaining) notCompressed() string {
	encoding := x.contentEncoding()
	if encoding == "" || decompressed(x.in.Body, encoding) != nil {
		return ""
	}
	return "Content-Encoding says that the body was compressed, and these bytes are not"
}

package provider

import (
	"crypto/hmac"
	"crypto/md5"  // receivers take it by mistake; nothing is protected with it
	"crypto/sha1" // receivers take it by mistake; nothing is protected with it
	"crypto/sha256"
	"crypto/sha512"
	"hash"
)

// hashed is an algorithm to try. mistake is nil for the right one.
type hashed struct {
	size    int
	sum     func(key []byte, lead string, body []byte) []byte
	mistake *part
}

func hashes() []hashed {
	const remedy = "use " + algorithm
	with := func(new func() hash.Hash) func(key []byte, lead string, body []byte) []byte {
		return func(key []byte, lead string, body []byte) []byte {
			return written(hmac.New(new, key), []byte(lead), body)
		}
	}
	return []hashed{
		{sha256.Size, with(sha256.New), nil},
		{sha256.Size, func(_ []byte, lead string, body []byte) []byte { return written(sha256.New(), []byte(lead), body) },
			&part{plainSHA256, "with plain SHA-256, without any key", remedy}},
		{sha256.Size, func(key []byte, lead string, body []byte) []byte {
			return written(sha256.New(), key, []byte(lead), body)
		},
			&part{plainSHA256, "with plain SHA-256 of key and text one after the other", remedy}},
		{sha256.Size, func(key []byte, lead string, body []byte) []byte {
			return written(sha256.New(), []byte(lead), body, key)
		},
			&part{plainSHA256, "with plain SHA-256 of text and key one after the other", remedy}},
		{sha256.Size, func(key []byte, lead string, body []byte) []byte {
			return written(hmac.New(sha256.New, append([]byte(lead), body...)), key)
		}, &part{swappedArguments, "with key and text changed over", "give the HMAC the secret as its key"}},
		{md5.Size, with(md5.New), &part{hmacMD5, "with HMAC-MD5", remedy}},
		{sha1.Size, with(sha1.New), &part{hmacSHA1, "with HMAC-SHA1", remedy}},
		{sha512.Size384, with(sha512.New384), &part{hmacSHA384, "with HMAC-SHA384", remedy}},
		{sha512.Size, with(sha512.New), &part{hmacSHA512, "with HMAC-SHA512", remedy}},
		{sha256.Size, with(sha512.New512_256), &part{hmacSHA512, "with HMAC-SHA512/256", remedy}},
	}
}

func written(h hash.Hash, texts ...[]byte) []byte {
	for _, text := range texts {
		h.Write(text)
	}
	return h.Sum(nil)
}

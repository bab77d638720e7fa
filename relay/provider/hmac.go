package provider

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// hmacSHA256 signs the parts as if they were one text.
func hmacSHA256(key []byte, parts ...[]byte) []byte {
	mac := hmac.New(sha256.New, key)
	for _, part := range parts {
		mac.Write(part)
	}
	return mac.Sum(nil)
}

// hmacHex is hmacSHA256 with the secret's text as the key, in lower-case hex.
func hmacHex(secret string, parts ...[]byte) string {
	return hex.EncodeToString(hmacSHA256([]byte(secret), parts...))
}

package mock

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// tolerance is how far a signed timestamp may be from now, either way. Source: vendor documentation of Fintoro and
// Moneybird; for Bookkeeper that of the Standard Webhooks libraries.
const tolerance = 300 * time.Second

// sum is the HMAC-SHA256 of the parts, one after another.
func sum(key []byte, parts ...[]byte) []byte {
	mac := hmac.New(sha256.New, key)
	for _, part := range parts {
		mac.Write(part)
	}
	return mac.Sum(nil)
}

// hexSum is sum as lower-case hex, with a secret whose text is the key.
func hexSum(secret string, parts ...[]byte) string {
	return hex.EncodeToString(sum([]byte(secret), parts...))
}

// equal compares in constant time.
func equal(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }

// secrets lists all that are known, of whichever subscription.
func secrets(keys []Key) []string {
	var all []string
	for _, key := range keys {
		for _, secret := range key.Secrets {
			if secret != "" {
				all = append(all, secret)
			}
		}
	}
	return all
}

// required returns a header that must be there.
func required(header http.Header, name string) (string, error) {
	value := header.Get(name)
	if value == "" {
		return "", fmt.Errorf("%s is missing", name)
	}
	return value, nil
}

// checkFresh refuses a timestamp, in Unix seconds, that is too far from now. name is whose it is.
func checkFresh(name, timestamp string, now time.Time) error {
	seconds, err := strconv.ParseUint(timestamp, 10, 40) // digits only, and small enough to calculate with
	if err != nil {
		return fmt.Errorf("%s holds no time in Unix seconds", name)
	}
	age := now.Sub(time.Unix(int64(seconds), 0))
	switch {
	case age > tolerance:
		return fmt.Errorf("%s is %v old, more than %v", name, age.Round(time.Second), tolerance)
	case age < -tolerance:
		return fmt.Errorf("%s is %v in the future, more than %v", name, -age.Round(time.Second), tolerance)
	}
	return nil
}

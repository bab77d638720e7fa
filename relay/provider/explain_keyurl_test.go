package provider_test

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
)

// A secret that came through a URL is another one, where it holds what a URL encodes.
func TestExplainSecretInURL(t *testing.T) {
	t.Parallel()
	decoded := func(text string) []byte { // as Node's Buffer, which passes over what is no base64
		kept := strings.Map(func(r rune) rune {
			if strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", r) {
				return r
			}
			return -1
		}, text)
		key, err := base64.RawStdEncoding.DecodeString(kept)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	p := signers(t)["silverfin"]
	p.secrets = []string{"token+1/é=="}
	for key, id := range map[string]string{
		url.QueryEscape(p.secrets[0]): "secret-url-encoded", "token%2B1%2F%C3%A9%3D%3D": "secret-url-encoded", "token 1/é==": "secret-url-decoded",
		url.PathEscape(p.secrets[0]): "secret-url-encoded",
	} {
		e := p.explainComputed(t, hexOf(key, p.body))
		p.wantsMistake(t, &e, id, "as in a URL")
	}
	p = signers(t)["bookkeeper"]
	for key, id := range map[string]string{
		string(decoded(url.QueryEscape(strings.TrimPrefix(p.secrets[0], "whsec_")))): "secret-url-encoded",
		url.QueryEscape(p.secrets[0]): "secret-url-encoded",
		string(decoded(strings.ReplaceAll(strings.TrimPrefix(p.secrets[0], "whsec_"), "+", " "))): "secret-url-decoded",
	} {
		e := p.explainComputed(t, p.encode(p.mac(p.text(p.body), []byte(key))))
		p.wantsMistake(t, &e, id, "as in a URL")
	}
}

// Go's decoder gives what it has read until then, which is a key where the error is thrown away. What is no hex is none at all.
func TestExplainHalfDecodedSecret(t *testing.T) {
	t.Parallel()
	p := signers(t)["fintoro"]
	key, err := base64.StdEncoding.DecodeString(p.secrets[0])
	if err == nil || len(key) == 0 {
		t.Fatalf("%q, %v", key, err)
	}
	e := p.explainComputed(t, hexOf(string(key), p.body))
	p.wantsMistake(t, &e, "secret-decoded", "base64")
	e = p.explainComputed(t, hexOf("", p.body))
	p.wantsMistake(t, &e, "secret-unset", "no hex")
}

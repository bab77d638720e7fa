package control

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"strings"
)

// Trust lets the client take certificates that roots sign, and no others, for a server at https://. It is called before the
// first call.
func (c *Client) Trust(roots *x509.CertPool) {
	c.http.Transport = &http.Transport{MaxIdleConnsPerHost: 16, TLSClientConfig: &tls.Config{RootCAs: roots}}
}

// stranger says who answers in place of a ledgerhook, as far as the answer tells. Go's server tells those who speak plain HTTP
// to it that it speaks TLS.
func stranger(resp *http.Response) string {
	text, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
	if resp.StatusCode == http.StatusBadRequest && strings.Contains(string(text), "HTTP request to an HTTPS server") {
		return "it speaks TLS: name it https://" + resp.Request.URL.Host
	}
	return "something else than a ledgerhook answers there"
}

package relay

import "net/http"

// NewNetHTTP is net/http's client alone, as https goes out.
func NewNetHTTP(opt TransportOptions) http.RoundTripper {
	return newStd(opt.withDefaults())
}

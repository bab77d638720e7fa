package relay

import "net/http"

// NewNetHTTP is net/http's client alone, as https goes out.
func NewNetHTTP(opt TransportOptions) http.RoundTripper { return newStd(opt.withDefaults()) }

// NewUntraced is the same without an attempt's timings, for what they cost.
func NewUntraced(opt TransportOptions) http.RoundTripper { return newNetHTTP(opt.withDefaults()) }

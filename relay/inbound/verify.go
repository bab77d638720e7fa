package inbound

import (
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// verify holds a request against the product's rule: by what is kept of it, which is what the targets get. It returns why
// the request does not prove who sent it, for the store and the log and for no caller; empty where it does.
func (h *Handler) verify(hk *hook, in *relay.Incoming) (line string) {
	if !hk.proves() {
		return "nothing proves who sent it: the hook has no secret"
	}
	presented := relay.Presented{
		Provider: hk.Provider, Body: in.Request.Body, Headers: in.Request.Headers, Secrets: hk.Secrets, Old: hk.Old, Now: in.ReceivedAt,
	}
	v, err := provider.Verify(presented, hk.Token)
	switch {
	case err != nil: // the hook's secrets were looked at when it was made
		return "it cannot be verified: " + err.Error()
	case v.OK:
		return ""
	}
	if line := h.search.line(presented); line != "" {
		return line
	}
	return v.Line
}

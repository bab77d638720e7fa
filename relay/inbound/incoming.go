package inbound

import (
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// incoming makes of a request what is stored of it, and what it tells. line is why it does not prove who sent it; empty
// where it does.
func (h *Handler) incoming(r *http.Request, hk *hook, rest string, body []byte) (in relay.Incoming, told relay.Told, line string) {
	caller, proxied := h.proxies.caller(r)
	in = relay.Incoming{
		Hook: hk.Name, Provider: hk.Provider, ReceivedAt: h.opt.Clock.Now(),
		Request: relay.Request{Method: r.Method, URL: behind(r.URL, rest), Headers: hk.kept(r.Header, proxied), Body: body},
	}
	if caller.IsValid() {
		in.RemoteAddr = caller.String()
	}
	if hk.isProbe(r, body) {
		in.Verdict, in.Status = relay.IncomingProbe, http.StatusOK
		return in, told, ""
	}
	told, remarks := hk.tell(r.Header, body)
	in.EventType, in.DialectID = told.Type, told.DialectID
	line = h.verify(hk, &in)
	switch {
	case line == "":
		in.Verdict, in.Status = relay.IncomingVerified, http.StatusOK
	case hk.ForwardUnverified, !hk.proves():
		in.Verdict, in.Status = relay.IncomingUnverified, http.StatusOK
	default:
		in.Verdict, in.Status = relay.IncomingRejected, http.StatusUnauthorized
	}
	if hk.Sync && in.Verdict.GoesOn() {
		in.Status = 0
	}
	note(&in, append([]string{line}, remarks...)...)
	return in, told, line
}

// proves reports whether a request at the hook can prove who sent it. Where none can, all go on: Finpilo may have no key.
func (h *Hook) proves() bool { return len(h.Secrets) > 0 || h.Token != "" }

// note adds to what is worth telling of a request.
func note(in *relay.Incoming, remarks ...string) {
	for _, remark := range remarks {
		if remark != "" && in.Problem != "" {
			in.Problem += "; "
		}
		in.Problem += relay.Visible(remark)
	}
}

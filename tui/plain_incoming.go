package tui

import (
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// tellIncoming says what has come in meanwhile.
func (p *plainUI) tellIncoming(b *batch) {
	all := 0
	for _, n := range b.cameIn {
		all += n
	}
	if all > mostTold {
		var parts []string
		for _, verdict := range relay.IncomingVerdicts() {
			if n := b.cameIn[string(verdict)]; n > 0 {
				parts = append(parts, number(n)+" "+string(verdict))
			}
		}
		p.say(plural(all, "request", "requests") + " came in: " + strings.Join(parts, ", "))
		return
	}
	for i := range b.incoming {
		p.say(p.m.server.now.UTC().Format("15:04:05") + " " + p.m.theme.incomingSentence(&b.incoming[i]))
	}
}

// incomingSentence says all that a row shows.
func (t *theme) incomingSentence(in *control.Incoming) string {
	parts := []string{
		"came in, " + t.clean(in.Verdict) + ": " + t.clean(in.Provider) + " " + t.clean(typeText(in)) + " at the hook " + t.clean(in.Hook), "from " + t.clean(in.RemoteAddr), answeredText(in),
	}
	if in.Problem != "" {
		parts = append(parts, t.clean(in.Problem))
	}
	return strings.Join(parts, ", ")
}

package fault

import (
	"net/http"

	"github.com/ledgerhook/ledgerhook/relay"
)

// redirect answers that the webhook has moved.
type redirect struct{}

func (redirect) entry() Entry {
	return Entry{
		Name: "redirect", Value: "URL", Default: "/moved", Stage: relay.AnswerStage, Places: bothEnds(),
		Meaning: "a load balancer sends on to https, or to a page to log in: 307 to URL",
		Expect:  "the sender counts it as a failure and follows it nowhere; no product documents that it does",
		Example: "faults add redirect=https://login.example.test/ --first 1",
	}
}

func (redirect) check(value string) error {
	if !headerText(value) {
		return mistake("redirect", value, "a URL or a path", "/moved")
	}
	return nil
}

func (redirect) spoil(value string, r *reply) string {
	*r = reply{status: http.StatusTemporaryRedirect, header: http.Header{"Location": {value}}}
	return "the sender saw 307 to " + value
}

func (redirect) instead(value string) (string, bool) {
	return "answered 307 to " + value + " without doing the work", false
}

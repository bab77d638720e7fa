package provider

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/retry"
)

// All returns the dialects in the order shown to users.
func All() []relay.Dialect {
	return []relay.Dialect{Finpilo(), Fintoro(), Moneybird(), Silverfin(), Bookkeeper()}
}

// ByName returns the dialect with this name in its traits, such as "fintoro"; ok is false when there is none.
func ByName(name string) (dialect relay.Dialect, ok bool) {
	for _, dialect := range All() {
		if dialect.Traits().Name == name {
			return dialect, true
		}
	}
	return nil, false
}

// takesByName is the rule of the products that have no groups: nothing named takes everything.
func takesByName(events []string, eventType string) bool {
	return len(events) == 0 || slices.Contains(events, eventType)
}

// wireTime is an instant as the products write it: UTC in whole seconds.
func wireTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// uuid4 draws an identity in the shape of a UUID of version 4.
func uuid4(chance relay.Chance, purpose, key string) string {
	b := chance.Bytes(purpose, key, 0, 16)
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// contentType is the header that every delivery starts with. No vendor documents its exact value. Source: our choice.
func contentType() relay.Header {
	return relay.Header{Name: "Content-Type", Value: "application/json"}
}

// judge2xx is the success rule of all products but Moneybird.
func judge2xx(response *relay.Response) relay.Judgement {
	return relay.Judgement{Success: response.Status >= 200 && response.Status <= 299, Note: redirectNote(response.Status)}
}

func redirectNote(status int) string {
	if status >= 300 && status <= 399 {
		return "redirects are not followed"
	}
	return ""
}

// waits writes a schedule out for people.
func waits(schedule retry.Schedule) string {
	var text []string
	for _, gap := range schedule.Gaps() {
		text = append(text, gap.String())
	}
	return fmt.Sprintf("%s; %v in all", strings.Join(text, ", "), schedule.Total())
}

// jitter is the fact of a schedule whose waits the vendor gives no figures for: each may be longer by up to a share of it.
func jitter(share float64) relay.Fact {
	return relay.Fact{Name: "jitter", Value: fmt.Sprintf("each wait is longer by up to %v %%, drawn from the seed", share*100), Source: relay.Chosen}
}

// sharedFacts are our choices where no vendor says anything.
func sharedFacts() []relay.Fact {
	return []relay.Fact{
		{Name: "content_type", Value: "application/json; the vendor names JSON but no header value", Source: relay.Chosen},
		{Name: "user_agent", Value: "ledgerhook's own; the vendor's is not documented", Source: relay.Chosen},
		{Name: "tokens_here", Value: "any bearer token is taken at the API here and owns its own account; in strict mode, and where other machines can call, only the issued one is", Source: relay.Chosen},
		{Name: "accounts_here", Value: "no account sees or changes what is another's; an event that you trigger goes to the subscriptions of all accounts", Source: relay.Chosen},
		{Name: "paths_here", Value: "a trailing slash, an empty part or a dotted one makes a path of the API that does not exist: 404 and no redirect", Source: relay.Chosen},
		{Name: "redirects", Value: "a 3xx is a failure and is not followed; the vendor's behaviour is not documented", Source: relay.Chosen},
	}
}

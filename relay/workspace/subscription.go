package workspace

import (
	"maps"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Subscription is a subscription as the file declares it. What is left out is the product's or the engine's default.
type Subscription struct {
	declared
	Provider    string
	URL         Text
	URLs        map[string]Text // event type -> URL
	Events      []string
	Secret      Secret
	Secret2     Secret
	Retry       string // the product's own waits where it is empty
	Concurrency int
	Rate        float64
	Ordered     bool
	AtMostOnce  bool
	Paused      bool
	NoProbe     bool // does not let the product ask the URL first
}

// subscription reads one entry of subscriptions.
func (r *reader) subscription(e entry) (Subscription, error) {
	sub := Subscription{declared: declared{Name: e.key, At: e.at}}
	what := "subscription " + e.key
	items := map[string]Position{}
	places, err := r.fields(e.value, what, []field{
		{"provider", r.text("provider", &sub.Provider)},
		{"url", r.expanded("url", &sub.URL)},
		{"urls", r.urls(&sub, items)},
		{"events", r.list("events", &sub.Events, func(item string, at Position) { items["events."+item] = at })},
		{"secret", r.secret("secret", &sub.Secret)},
		{"secret2", r.secret("secret2", &sub.Secret2)},
		{"retry", r.waits(&sub.Retry)},
		{"concurrency", r.whole("concurrency", &sub.Concurrency)},
		{"rate", r.number("rate", &sub.Rate)},
		{"ordered", r.truth("ordered", &sub.Ordered)},
		{"at-most-once", r.truth("at-most-once", &sub.AtMostOnce)},
		{"paused", r.truth("paused", &sub.Paused)},
		{"no-probe", r.truth("no-probe", &sub.NoProbe)},
	})
	if err != nil {
		return sub, err
	}
	maps.Copy(places, items)
	sub.places = places
	if sub.Provider == "" {
		return sub, &Error{At: sub.place("provider"), Problem: what + " names no provider", Hint: "such as provider: fintoro"}
	}
	return sub, nil
}

// urls reads where single event types go.
func (r *reader) urls(sub *Subscription, items map[string]Position) func(ast.Node) error {
	sub.URLs = map[string]Text{}
	return r.each("urls", func(e entry) error {
		url := Text{}
		if err := r.expanded("urls."+e.key, &url)(e.value); err != nil {
			return err
		}
		sub.URLs[e.key] = url
		items["urls."+e.key] = positionOf(r.path, e.value)
		return nil
	})
}

// waits reads "5s,5m" or [5s, 5m].
func (r *reader) waits(to *string) func(ast.Node) error {
	return func(node ast.Node) error {
		node, err := r.value(node)
		if err != nil {
			return err
		}
		if _, list := node.(*ast.SequenceNode); !list {
			return r.text("retry", to)(node)
		}
		var waits []string
		if err := r.list("retry", &waits, func(string, Position) {})(node); err != nil {
			return err
		}
		*to = joined(waits)
		return nil
	}
}

// joined writes waits as one text; none says that there are none.
func joined(waits []string) string {
	if len(waits) == 0 {
		return "none"
	}
	return strings.Join(waits, ",")
}

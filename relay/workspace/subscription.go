package workspace

import (
	"maps"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
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
func (r *reader) subscription(e strictyaml.Entry) (Subscription, error) {
	sub := Subscription{declared: declared{Name: e.Key, At: e.At}}
	what := "subscription " + e.Key
	items := map[string]strictyaml.Position{}
	places, err := r.Fields(e.Value, what, strictyaml.Known{
		"provider":     r.Text("provider", &sub.Provider),
		"url":          r.expanded("url", &sub.URL),
		"urls":         r.urls(&sub, items),
		"events":       r.List("events", &sub.Events, func(item string, at strictyaml.Position) { items["events."+item] = at }),
		"secret":       r.secret("secret", &sub.Secret),
		"secret2":      r.secret("secret2", &sub.Secret2),
		"retry":        r.waits(&sub.Retry),
		"concurrency":  r.Whole("concurrency", &sub.Concurrency),
		"rate":         r.Number("rate", &sub.Rate),
		"ordered":      r.Truth("ordered", &sub.Ordered),
		"at-most-once": r.Truth("at-most-once", &sub.AtMostOnce),
		"paused":       r.Truth("paused", &sub.Paused),
		"no-probe":     r.Truth("no-probe", &sub.NoProbe),
	})
	if err != nil {
		return sub, err
	}
	maps.Copy(places, items)
	sub.places = places
	if sub.Provider == "" {
		return sub, &strictyaml.Error{At: sub.place("provider"), Problem: what + " names no provider", Hint: "such as provider: fintoro"}
	}
	return sub, nil
}

// urls reads where single event types go.
func (r *reader) urls(sub *Subscription, items map[string]strictyaml.Position) func(ast.Node) error {
	sub.URLs = map[string]Text{}
	return r.Each("urls", func(e strictyaml.Entry) error {
		url := Text{}
		if err := r.expanded("urls."+e.Key, &url)(e.Value); err != nil {
			return err
		}
		sub.URLs[e.Key] = url
		items["urls."+e.Key] = r.At(e.Value)
		return nil
	})
}

// waits reads "5s,5m" or [5s, 5m].
func (r *reader) waits(to *string) func(ast.Node) error {
	return func(node ast.Node) error {
		node, err := r.Value(node)
		if err != nil {
			return err
		}
		if _, list := node.(*ast.SequenceNode); !list {
			return r.Text("retry", to)(node)
		}
		var waits []string
		if err := r.List("retry", &waits, func(string, strictyaml.Position) {})(node); err != nil {
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

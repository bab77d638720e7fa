package emulate

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// readEndpoint reads what a body makes of an endpoint. Where it is whole, what is absent goes back to how an endpoint
// begins; otherwise it stays.
func readEndpoint(r *http.Request, whole bool) (change func(*relay.Subscription) error, err error) {
	in, err := readFields(r)
	if err != nil {
		return nil, err
	}
	given := map[string]bool{}
	for name := range in.members {
		given[name] = true
	}
	if whole || given["url"] {
		in.need("url")
	}
	url, name, events := in.text("url", maxURL), in.text("name", maxName), in.texts("events")
	urls, fields := in.textsByName("urls"), in.textsByName("fields")
	for _, eventType := range slices.Sorted(maps.Keys(urls)) {
		if utf8.RuneCountInString(urls[eventType]) > maxURL {
			in.note("urls", invalid, fmt.Sprintf("must have at most %d characters at %.100s", maxURL, eventType))
		}
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	return func(sub *relay.Subscription) error {
		if whole || given["url"] {
			sub.URL = url
		}
		if whole || given["name"] {
			sub.Name = name
		}
		if whole || given["events"] {
			sub.Events = events
		}
		if whole || given["urls"] {
			sub.URLs = urls
		}
		if whole || given["fields"] {
			return setFields(sub, fields)
		}
		return nil
	}, nil
}

// setFields puts a field map into the own fields of a subscription, or takes it out where it is empty.
func setFields(sub *relay.Subscription, fields provider.BookkeeperFields) error {
	if len(fields) == 0 {
		return setOwn(sub, "fields", nil)
	}
	value, err := json.Marshal(fields, json.Deterministic(true))
	if err != nil {
		return err
	}
	return setOwn(sub, "fields", value)
}

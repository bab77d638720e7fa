package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

var errUnknownType = errors.New("a scenario cannot trigger an event type that the product is not known to have")

// recognized is what a request says, read as one of a product where that is named. Its type is one that can be triggered.
func recognized(of string, header http.Header, body []byte) (seen provider.Recognized, err error) {
	if encoding := header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") && !jsontext.Value(body).IsValid() {
		return seen, fmt.Errorf("its body is compressed (%.20q): capture it as it was before", encoding)
	}
	if of == "" {
		seen, err = provider.Recognize(header, body)
	} else {
		seen, err = provider.RecognizeAs(of, header, body)
	}
	if err == nil {
		err = knownType(&seen)
	}
	return seen, err
}

// knownType refuses an event type that no sample is of: the loader of scenarios would.
func knownType(seen *provider.Recognized) error {
	samples, err := fixtures.New()
	if err != nil {
		return err
	}
	for _, known := range samples.Types(seen.Provider) {
		if known.Name == seen.Type {
			return nil
		}
	}
	return fmt.Errorf("%w: %s %.80q", errUnknownType, seen.Provider, seen.Type)
}

// arrived is a request that came in at a time.
func arrived(seen *provider.Recognized, id string, at time.Time, arrival export.Arrival) recorded {
	e := control.Event{
		Provider: seen.Provider, Type: seen.Type, DialectID: seen.DialectID, Data: seen.Data,
		CreatedAt: control.Time{Time: at}, OccurredAt: control.Time{Time: seen.OccurredAt},
	}
	if arrival.Verdict != "" {
		e.ID = id // the receipt's, which is what the file says it was made of
	}
	beside := besideOf(seen)
	return recorded{seen.Provider, seen.Type, id, func(r *export.Recording) { r.Receive(&e, arrival, beside...) }}
}

// besideOf is what a body tells beside the data, where a sample would tell it otherwise: of Silverfin the company; of Moneybird
// the record that is gone, and the state that triggered the push.
func besideOf(seen *provider.Recognized) []export.Beside {
	var around struct {
		Company  jsontext.Value `json:"company"`
		EntityID jsontext.Value `json:"entity_id"`
		State    string         `json:"state"`
	}
	if json.Unmarshal(seen.Context, &around) != nil {
		return nil
	}
	var beside []export.Beside
	if around.Company != nil {
		beside = append(beside, export.Beside{Path: "company", JSON: around.Company})
	}
	if around.EntityID != nil && string(seen.Data) == "null" {
		beside = append(beside, export.Beside{Path: "entity_id", JSON: around.EntityID})
	}
	var record struct {
		State string `json:"state"`
	}
	_ = json.Unmarshal(seen.Data, &record)
	_, told, _ := strings.Cut(seen.Type, "_state_changed_to_")
	if told == "" {
		told = record.State
	}
	if around.State != "" && around.State != told {
		state, _ := jsontext.AppendQuote(nil, around.State) // what was read is valid UTF-8
		beside = append(beside, export.Beside{Path: "state", JSON: state})
	}
	return beside
}

// idOf tells one event from another: its identity on the wire, or its content where it has none.
func idOf(seen *provider.Recognized) string {
	if seen.DialectID != "" {
		return seen.DialectID
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(seen.Type+"\x00"+string(seen.Data)+"\x00"+string(seen.Context))))
}

// sentAt is when a request was sent, as far as it tells: by its timestamp, or by when the event occurred; else where a scenario's
// clock begins.
func sentAt(header http.Header, seen *provider.Recognized) time.Time {
	stamp := header.Get("webhook-timestamp")
	for part := range strings.SplitSeq(header.Get("Moneybird-Signature"), ",") {
		if t, ok := strings.CutPrefix(strings.TrimSpace(part), "t="); ok {
			stamp = t
		}
	}
	if seconds, err := strconv.ParseInt(stamp, 10, 64); err == nil && seconds > 0 && seconds < 1<<33 {
		return time.Unix(seconds, 0).UTC()
	}
	if !seen.OccurredAt.IsZero() {
		return seen.OccurredAt
	}
	return scenario.DefaultClock()
}

// canonical are headers with their names in Go's casing.
func canonical(headers map[string][]string) http.Header {
	header := http.Header{}
	for name, values := range headers {
		for _, value := range values {
			if value != relay.Masked {
				header.Add(name, value)
			}
		}
	}
	return header
}

package provider

import (
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// data writes the data of one delivery: the event's fields in their order, then those that are added. A field that the
// event does not have is left out. messageID is the identity on the wire.
func (f BookkeeperFields) data(in relay.RenderInput, messageID string) (jsontext.Value, error) {
	event, err := readObject(in.Event.Data)
	if err != nil {
		return nil, err
	}
	given := map[string]bool{identityField: true} // names that are spoken for
	for _, name := range f {
		given[name] = true
	}
	_, everything := f[everyOther]
	var b body
	for _, m := range event.members {
		name, listed := f[m.name]
		switch {
		case m.name == identityField:
			b.raw(identityField, m.value)
		case listed && m.name != everyOther:
			b.raw(name, m.value)
		case everything && !given[m.name]:
			b.raw(m.name, m.value)
		}
	}
	for _, source := range addedFields() {
		name, listed := f[source]
		if value := addedValue(source, event, in, messageID); listed && value != nil && event.get(source) == nil {
			b.raw(name, value)
		}
	}
	return b.done()
}

// addedValue is a field that the event's data does not have by itself; nil where there is nothing to make it from.
func addedValue(source string, event object, in relay.RenderInput, messageID string) jsontext.Value {
	switch source {
	case "event_id":
		return quote(messageID)
	case "delivery_id":
		return quote(in.DeliveryID)
	case "event_type":
		return quote(in.Event.Type)
	case "event_timestamp":
		return quote(wireTime(in.Event.OccurredAt))
	case "event_unix":
		return strconv.AppendInt(nil, in.Event.OccurredAt.Unix(), 10)
	case "amount_minor":
		return hundredths(event.get("amount"))
	}
	return nil
}

// hundredths is an amount of money, a string or a number with at most two decimals, as a whole number of hundredths; nil
// for anything else.
func hundredths(amount jsontext.Value) jsontext.Value {
	text := string(amount)
	if amount.Kind() == jsontext.KindString {
		text = unquote(amount)
	}
	digits, negative := strings.CutPrefix(text, "-")
	whole, decimals, _ := strings.Cut(digits, ".")
	if len(decimals) > 2 || whole == "" || len(whole) > 15 {
		return nil
	}
	n, err := strconv.ParseUint(whole+(decimals + "00")[:2], 10, 64)
	switch {
	case err != nil:
		return nil
	case negative && n > 0:
		return strconv.AppendInt(nil, -int64(n), 10)
	}
	return strconv.AppendUint(nil, n, 10)
}

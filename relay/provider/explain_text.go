package provider

import "slices"

// textID names a form of the text that is signed.
type textID int

// The texts that products sign come first.
const (
	bodyAlone textID = iota
	timeBody
	idTimeBody
	idBody
	timeIDBody
	timeBodyBare
	idTimeBodyBare
	idBodyBare
	textCount
)

// texted is what stands around the body in a text to try. mistake is nil for the right one.
type texted struct {
	id         textID // textCount: no product's
	lead, tail string
	mistake    *part
	rare       bool // not tried together with a changed body
}

// tailed is the body with what stands behind it.
func (t *texted) tailed(body []byte) []byte {
	if t.tail == "" {
		return body
	}
	return append(slices.Clip(body), t.tail...)
}

// leadOf is what stands before the body; ok is false where the request lacks what it is made of.
func leadOf(text textID, id, timestamp string) (lead string, ok bool) {
	hasID, hasTime := id != "", timestamp != ""
	switch text {
	case timeBody:
		return timestamp + ".", hasTime
	case idTimeBody:
		return id + "." + timestamp + ".", hasID && hasTime
	case idBody:
		return id + ".", hasID
	case timeIDBody:
		return timestamp + "." + id + ".", hasID && hasTime
	case timeBodyBare:
		return timestamp, hasTime
	case idTimeBodyBare:
		return id + timestamp, hasID && hasTime
	case idBodyBare:
		return id, hasID
	}
	return "", true
}

// textWords are the mistake's name and what was signed then.
func textWords(text textID) (id mistakeID, words string) {
	switch text {
	case timeBody:
		return signedTimestamp, "timestamp.body, as Moneybird signs,"
	case idTimeBody:
		return signedIDTimestamp, "id.timestamp.body, as Standard Webhooks does,"
	case idBody:
		return signedID, "id.body"
	case timeIDBody:
		return signedTimestampID, "timestamp.id.body"
	case timeBodyBare, idTimeBodyBare, idBodyBare:
		return signedWithoutDots, "id or timestamp put before the body without a dot"
	}
	return signedBodyAlone, "the raw body alone"
}

// texts are the texts to try, the right one first.
func (x *explaining) texts() []texted {
	texts := []texted{{id: x.text, lead: x.lead()}}
	for id := range textCount {
		lead, ok := leadOf(id, x.id, x.timestamp)
		if id == x.text || !ok {
			continue
		}
		name, words := textWords(id)
		texts = append(texts, texted{id: id, lead: lead, mistake: x.textMistake(name, words)})
	}
	return append(texts, x.rareTexts()...)
}

func (x *explaining) textMistake(id mistakeID, words string) *part {
	return &part{id, "over " + words + " instead of " + x.short, "sign " + x.short}
}

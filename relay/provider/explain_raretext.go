package provider

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// rareTexts are the right text with another separator, with the time in another form, and with the body first.
func (x *explaining) rareTexts() []texted {
	var texts []texted
	seen := map[string]bool{}
	add := func(lead, tail string, id mistakeID, words string) {
		if !seen[lead+"\x00"+tail] {
			seen[lead+"\x00"+tail] = true
			texts = append(texts, texted{id: textCount, lead: lead, tail: tail, mistake: x.textMistake(id, words), rare: true})
		}
	}
	if x.timestamp != "" {
		const words = "the body with the time behind it"
		add("", "."+x.timestamp, signedBodyFirst, words)
		add("", x.timestamp, signedBodyFirst, words)
	}
	if !x.needsTime() {
		return texts
	}
	for _, separator := range []string{":", ",", "|", "-", "_", " ", "\n", "&", ";", "/"} {
		add(x.leadWith(separator, x.timestamp), "", signedSeparator, strings.ReplaceAll(x.short, ".", separatorWord(separator)))
	}
	for _, form := range timeForms(x.timestamp) {
		add(x.leadWith(".", form.text), "", form.id, x.short+" with the time "+form.words)
	}
	return texts
}

// leadWith is the right lead with another separator and another time.
func (x *explaining) leadWith(separator, timestamp string) string {
	if x.needsID() {
		return x.id + separator + timestamp + separator
	}
	return timestamp + separator
}

func separatorWord(separator string) string {
	switch separator {
	case " ":
		return "<blank>"
	case "\n":
		return "<line feed>"
	}
	return separator
}

// timeForm is how people write a time that they have read.
type timeForm struct {
	id          mistakeID
	text, words string
}

func timeForms(timestamp string) []timeForm {
	forms := []timeForm{{signedOtherTime, "t=" + timestamp, "as it stands in the header, with t="}}
	seconds, err := strconv.ParseInt(timestamp, 10, 41)
	if err != nil {
		return forms
	}
	at := time.Unix(seconds, 0).UTC()
	forms = append(forms,
		timeForm{signedMilliseconds, timestamp + "000", "in milliseconds"},
		timeForm{signedOtherTime, timestamp + "000000", "in microseconds"},
		timeForm{signedOtherTime, timestamp + "000000000", "in nanoseconds"},
		timeForm{signedOtherTime, timestamp + ".0", "as a floating-point number"},
		timeForm{signedOtherTime, strconv.FormatInt(seconds, 10), "read as a number and written again"},
		timeForm{signedOtherTime, at.Format(http.TimeFormat), "as an HTTP date"},
	)
	for _, layout := range []string{
		"2006-01-02T15:04:05Z", "2006-01-02T15:04:05.000Z", "2006-01-02T15:04:05+00:00", "2006-01-02T15:04:05", "2006-01-02 15:04:05",
		"2006-01-02 15:04:05+00:00", "2006-01-02 15:04:05 UTC", "2006-01-02 15:04:05 +0000 UTC", "2006-01-02T15:04:05.0000000Z", "2006-01-02T15:04:05.0000000+00:00",
	} {
		forms = append(forms, timeForm{signedOtherTime, at.Format(layout), "written as " + at.Format(layout)})
	}
	return forms
}

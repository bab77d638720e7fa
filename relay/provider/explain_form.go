package provider

import "strings"

// percentDecoded undoes %XX as lenient decoders do, which leave alone what they cannot read; plus also makes + a blank.
func percentDecoded(text string, plus bool) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch high, low := digitAt(text, i+1), digitAt(text, i+2); {
		case text[i] == '%' && high >= 0 && low >= 0:
			b.WriteByte(byte(high<<4 | low))
			i += 2
		case text[i] == '+' && plus:
			b.WriteByte(' ')
		default:
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

// digitAt is the hex digit at a place; negative where there is none.
func digitAt(text string, i int) int {
	if i >= len(text) {
		return -1
	}
	return strings.Index("0123456789abcdef", strings.ToLower(text[i:i+1]))
}

// percentStyle is what a library leaves as it is beside letters and digits.
type percentStyle struct {
	plain string
	plus  bool // a blank becomes a +
}

func (s *percentStyle) encode(text string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(s.plain, c) >= 0:
			b.WriteByte(c)
		case c == ' ' && s.plus:
			b.WriteByte('+')
		default:
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	return b.String()
}

// Which characters stay is told by the documentation of each.
func uriComponent() percentStyle { return percentStyle{plain: "-_.!~*'()"} } // JavaScript
func pythonQuote() percentStyle  { return percentStyle{plain: "-_.~/"} }
func queryEscape() percentStyle  { return percentStyle{plain: "-_.~", plus: true} } // Go; Python's quote_plus
func pathEscape() percentStyle   { return percentStyle{plain: "-_.~$&+=:@"} }       // Go
func phpURL() percentStyle       { return percentStyle{plain: "-_.", plus: true} }
func searchParams() percentStyle { return percentStyle{plain: "*-._", plus: true} } // URLSearchParams

// formField is one of a body that was taken for a form.
type formField struct{ name, value string }

// formFields takes a body for a form.
func formFields(body []byte) []formField {
	var fields []formField
	for pair := range strings.SplitSeq(string(body), "&") {
		name, value, _ := strings.Cut(pair, "=")
		fields = append(fields, formField{percentDecoded(name, true), percentDecoded(value, true)})
	}
	return fields
}

// formWritten is a form written again.
func formWritten(style percentStyle) func(body []byte) []byte {
	return func(body []byte) []byte {
		var pairs []string
		for _, f := range formFields(body) {
			pairs = append(pairs, style.encode(f.name)+"="+style.encode(f.value))
		}
		return []byte(strings.Join(pairs, "&"))
	}
}

// formAsJSON is a form whose fields are written as JSON.
func formAsJSON(comma, colon string, escapes escapeStyle) func(body []byte) []byte {
	return func(body []byte) []byte {
		var members []string
		for _, f := range formFields(body) {
			members = append(members, escapes.quote(f.name)+colon+escapes.quote(f.value))
		}
		return []byte("{" + strings.Join(members, comma) + "}")
	}
}

// formForms are what becomes of a body that is read as a form, and of one that is taken for part of a URL.
func formForms() []bodyForm {
	const read = "read the raw body, whatever its Content-Type says"
	decoded := func(plus bool) func([]byte) []byte {
		return func(body []byte) []byte { return []byte(percentDecoded(string(body), plus)) }
	}
	encoded := func(style percentStyle) func([]byte) []byte {
		return func(body []byte) []byte { return []byte(style.encode(string(body))) }
	}
	return []bodyForm{
		{urlDecodedBody, "over the body with its %XX decoded", rawBytes, decoded(false)},
		{urlDecodedBody, "over the body with its %XX decoded and a blank for every +", rawBytes, decoded(true)},
		{urlDecodedBody, "over the body with a blank for every +", rawBytes, func(body []byte) []byte { return []byte(strings.ReplaceAll(string(body), "+", " ")) }},
		{urlEncodedBody, "over the body encoded as in a URL, such as encodeURIComponent does", rawBytes, encoded(uriComponent())},
		{urlEncodedBody, "over the body encoded as in a URL, as Python's quote does", rawBytes, encoded(pythonQuote())},
		{urlEncodedBody, "over the body encoded as in a query", rawBytes, encoded(queryEscape())},
		{urlEncodedBody, "over the body encoded as PHP's urlencode does", rawBytes, encoded(phpURL())},
		{formParsedBody, "over the body read as a form and written again, as URLSearchParams does", read, formWritten(searchParams())},
		{formParsedBody, "over the body read as a form and written again, as querystring.stringify does", read, formWritten(uriComponent())},
		{formParsedBody, "over the body read as a form and written again, as Python's urlencode does", read, formWritten(queryEscape())},
		{formParsedBody, "over the body read as a form and written as JSON", read, formAsJSON(",", ":", escapeStyle{})},
		{formParsedBody, "over the body read as a form and written as JSON by Python's json.dumps", read, formAsJSON(", ", ": ", escapeStyle{ascii: true, del: true})},
		{formParsedBody, "over the first name in the body read as a form", read, func(body []byte) []byte { return []byte(formFields(body)[0].name) }},
	}
}

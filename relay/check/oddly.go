package check

// respaced is JSON with a blank behind each comma and colon outside of strings.
func respaced(body []byte) []byte { return rewritten(body, " ", false) }

// oddly is the same JSON with blanks, line breaks, and escapes in its values where none are needed.
func oddly(body []byte) []byte { return rewritten(body, "\r\n\t ", true) }

// rewritten puts blanks behind each comma and colon outside of strings, and escapes the slashes and the first letters of values.
func rewritten(body []byte, blank string, escaping bool) []byte {
	var out []byte
	inString, isValue, fresh := false, false, false
	for i := 0; i < len(body); i++ {
		c := body[i]
		if !inString {
			out = append(out, c)
			switch c {
			case '"':
				inString, fresh = true, true
			case ',', ':':
				out = append(out, blank...)
				isValue = c == ':'
			case '{', '[':
				isValue = false
			}
			continue
		}
		switch {
		case c == '\\' && i+1 < len(body): // an escape stays as it is
			out = append(out, c, body[i+1])
			i++
		case c == '"':
			inString = false
			out = append(out, c)
		case c == '/' && escaping && isValue:
			out = append(out, '\\', '/')
		case fresh && escaping && isValue && isLetter(c):
			out = append(out, '\\', 'u', '0', '0', hexDigit(c>>4), hexDigit(c&15))
			fresh = false
		default:
			out = append(out, c)
		}
	}
	return out
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func hexDigit(n byte) byte { return "0123456789abcdef"[n] }

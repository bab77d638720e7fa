package tui

import "encoding/hex"

// addHex shows bytes as a dump: where they stand, what they are, and which of them are ASCII.
func (t *theme) addHex(p *page, body []byte, w int) {
	perRow := hexPerRow(w)
	for from := 0; from < len(body); from += perRow {
		part := body[from:min(from+perRow, len(body))]
		r := pageRow{text: hexRow(from, part, perRow)}
		const offset = 8
		r.inks = []stretch{{offset, dimInk}, {len(r.text) - len(part), plainInk}, {len(r.text), dimInk}}
		p.rows = append(p.rows, r)
	}
}

// hexPerRow is how many bytes a row of w cells holds.
func hexPerRow(w int) int {
	for _, n := range []int{32, 16, 8} {
		if hexWidth(n) <= w {
			return n
		}
	}
	return 4
}

// hexWidth is how wide a row of n bytes is: the offset, the bytes in groups of eight, and the text.
func hexWidth(n int) int { return 8 + 1 + 3*n + (n-1)/8 + 2 + n }

func hexRow(offset int, part []byte, perRow int) string {
	b := make([]byte, 0, hexWidth(perRow))
	b = hex.AppendEncode(b, []byte{byte(offset >> 24), byte(offset >> 16), byte(offset >> 8), byte(offset)})
	b = append(b, ' ')
	for i := range perRow {
		if i > 0 && i%8 == 0 {
			b = append(b, ' ')
		}
		if i >= len(part) {
			b = append(b, "   "...)
			continue
		}
		b = hex.AppendEncode(append(b, ' '), part[i:i+1])
	}
	b = append(b, "  "...)
	for _, c := range part {
		if c < 0x20 || c > 0x7e {
			c = '.'
		}
		b = append(b, c)
	}
	return string(b)
}

package provider

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/ledgerhook/ledgerhook/relay"
)

// usualLimits are where bodies are cut, and what is known for it. The figures are the defaults of those that are named.
func usualLimits() map[int]string {
	return map[int]string{
		255: "what a column of 255 holds", 256: "256 bytes", 1000: "1000 bytes", 1 << 10: "1 KiB", 2 << 10: "2 KiB", 4 << 10: "4 KiB, a usual buffer",
		8 << 10: "8 KiB, one read of a PHP stream", 16 << 10: "16 KiB, a usual buffer", 32 << 10: "32 KiB, a usual buffer", 1<<16 - 1: "what MySQL's TEXT holds",
		1 << 16: "64 KiB, one chunk of a Node stream", 100_000: "100,000 bytes", 100 << 10: "100 kB, the limit of Express's body parsers",
		128 << 10: "128 KiB", 256 << 10: "256 KiB", 512 << 10: "512 KiB", 1_000_000: "1,000,000 bytes", 1 << 20: "1 MiB, nginx's limit and a usual one in Go",
	}
}

// cutLengths are the beginnings of the body to try: all, or those at a usual limit where that would be too many.
func (x *explaining) cutLengths() []int {
	size := len(x.in.Body)
	if size <= maxCutBytes {
		lengths := make([]int, size)
		for n := range lengths {
			lengths[n] = n
		}
		return lengths
	}
	lengths := append(slices.Collect(maps.Keys(usualLimits())), utf8.RuneCount(x.in.Body))
	slices.Sort(lengths)
	return slices.DeleteFunc(slices.Compact(lengths), func(n int) bool { return n >= size })
}

// cut tries the beginnings of the body, with the right text, key and algorithm.
func (s *searching) cut() *finding {
	body := s.in.Body
	lengths := s.cutLengths()
	for _, k := range s.keys {
		if k.mistake != nil {
			continue
		}
		mac := hmac.New(sha256.New, k.key)
		mac.Write([]byte(s.lead()))
		sum, done := make([]byte, 0, sha256.Size), 0
		for _, n := range lengths {
			mac.Write(body[done:n])
			done = n
			if c, ok := s.matching(mac.Sum(sum)); ok {
				return &finding{together(s.withForm([]part{cutAt(n, body)}, c, s.value)), c.text}
			}
		}
	}
	return nil
}

func cutAt(n int, body []byte) part {
	words := fmt.Sprintf("over the first %d of the body's %d bytes", n, len(body))
	switch limit := usualLimits()[n]; {
	case n == utf8.RuneCount(body):
		words += " (as many as it has characters: its length was counted in those)"
	case limit != "":
		words += " (" + limit + ")"
	}
	return part{truncatedBody, words, "read the body to its end, whatever limit there is"}
}

// unpadded recognises a right signature whose hex lacks the zeros before single digits.
func (x *explaining) unpadded(value presentedValue) *relay.Mistake {
	for _, k := range x.keys {
		var digits strings.Builder
		for _, b := range k.sign(x.lead(), x.in.Body) {
			digits.WriteString(strconv.FormatUint(uint64(b), 16))
		}
		if digits.Len() < 2*sha256.Size && strings.Contains(strings.ToLower(value.text), digits.String()) {
			return mistakeOf(hexUnpadded, "this is the right signature without the zeros of bytes below 10 in hex", "write two digits for every byte")
		}
	}
	return nil
}

// cutShort recognises a right signature that was cut, as a column that is too narrow does.
func (x *explaining) cutShort(value presentedValue) *relay.Mistake {
	const least = 8
	text := strings.TrimPrefix(strings.TrimSpace(value.text), x.version)
	for _, k := range x.keys {
		want := x.encode(k.sign(x.lead(), x.in.Body))
		for _, bare := range append(value.bare, text) {
			if n := len(bare); n >= least && n < len(want) && same(bare, want[:n]) {
				return mistakeOf(signatureCut, fmt.Sprintf("this is the first %d of the right signature's %d characters", n, len(want)), "keep it whole")
			}
		}
	}
	return nil
}

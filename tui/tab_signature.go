package tui

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

const (
	signatureColumn = 8  // the words before what they name
	maxSignedLines  = 12 // of the text that was signed
)

// addSignature tells how a request proves who sent it: what was signed with which key, and which part does not match.
func (t *theme) addSignature(p *page, proof *proof, body []byte, w int) {
	head := t.strong.Render("Signature") + "  "
	switch {
	case proof.reading:
		p.add(head+t.dim.Render("reading"+t.ellipsis), "")
		return
	case proof.err != nil:
		p.add(t.fit(head+t.dim.Render("cannot be told: "+t.clean(problem(proof.err))), w), "")
		return
	}
	s := &proof.signature
	p.add(t.fit(head+t.verdict(s.Verdict)+t.dim.Render("   "+t.clean(s.Algorithm)), w))
	if s.Key != "" {
		p.addSentence("key", t.clean(s.Key), signatureColumn, w, plainInk)
	}
	t.addSigned(p, s, body, w)
	for i := range s.Headers {
		t.addProof(p, &s.Headers[i])
	}
	if m := s.Mistake; m != nil {
		p.addSentence("mistake", t.clean(m.Sentence), signatureColumn, w, failedInk)
		p.addSentence("remedy", t.clean(m.Remedy), signatureColumn, w, plainInk)
	} else if s.Line != "" && s.Verdict != "right" {
		t.addProse(p, "", t.clean(s.Line), dimInk, 0, w)
	}
	p.add("")
}

// verdict is one as sign and word.
func (t *theme) verdict(word string) string {
	switch word {
	case "right":
		return t.ok.Render(t.goodSign() + "right")
	case "unknown", "unsigned": // as where no key is set
		return t.waiting.Render(strings.TrimSpace(t.unknown + " " + word))
	}
	return t.failed.Render(strings.TrimSpace(t.failedSign + " " + t.clean(word)))
}

// addSigned shows the bytes that were signed: in words, and as they are where they are not just the body.
func (t *theme) addSigned(p *page, s *control.Signature, body []byte, w int) {
	signed := []byte(s.SignedText)
	if s.SignedBase64 != "" {
		signed, _ = base64.StdEncoding.DecodeString(s.SignedBase64)
	}
	covers := s.SignedBytes
	whole := bytes.HasPrefix(body, signed) && len(body) == len(signed)+int(s.SignedTruncated)
	if len(signed) > 0 && whole {
		covers = strings.TrimPrefix(covers+": ", ": ") + "the body, whole, " + plural(len(body), "byte", "bytes")
	}
	if covers != "" {
		p.addSentence("covers", t.clean(covers), signatureColumn, w, plainInk)
	}
	switch before, isTail := bytes.CutSuffix(signed, body); {
	case len(signed) == 0, whole:
		return
	case isTail && len(body) > 0:
		p.addField("", t.clean(string(before))+"("+plural(len(body), "byte", "bytes")+" of body)", signatureColumn, dimInk)
	case binary(signed):
		at := len(p.rows)
		t.addHex(p, signed[:min(len(signed), maxSignedLines*hexPerRow(w))], w)
		p.rows = p.rows[:min(len(p.rows), at+maxSignedLines)]
	default:
		lines := strings.Split(string(signed), "\n")
		for _, line := range lines[:min(len(lines), maxSignedLines)] {
			p.addField("", t.clean(line), signatureColumn, dimInk)
		}
		if more := len(lines) - maxSignedLines; more > 0 {
			p.addField("", plural(more, "more line", "more lines"), signatureColumn, dimInk)
		}
	}
	if s.SignedTruncated > 0 {
		p.addField("", number(int(s.SignedTruncated))+" more bytes are not shown", signatureColumn, dimInk)
	}
}

// addProof shows one header that proves the sender: what was sent, and what should have been where that is known.
func (t *theme) addProof(p *page, h *control.SignatureHeader) {
	sign, in := t.goodSign(), okInk
	if !h.Matches {
		sign, in = t.badSign(), failedInk
	}
	p.addText(sign+t.clean(h.Name), in)
	sent, expected := t.clean(h.Sent), t.clean(h.Expected)
	if sent == "" {
		sent = "nothing"
	}
	if h.Matches || expected == "" {
		p.addField("  sent", sent, signatureColumn, plainInk)
		return
	}
	same := samePrefix(sent, expected)
	p.addSplit("  sent", sent, same)
	p.addSplit("  right", expected, same)
	p.addField("", fmt.Sprintf("differs from character %d on", len([]rune(sent[:same]))+1), signatureColumn, dimInk)
}

// addSplit is addField with a value that is wrong from a byte on.
func (p *page) addSplit(name, value string, same int) {
	p.addField(name, value, signatureColumn, failedInk)
	r := &p.rows[len(p.rows)-1]
	lead := r.inks[0].end
	r.inks = []stretch{{lead, dimInk}, {lead + same, plainInk}, {len(r.text), failedInk}}
}

// samePrefix is how many bytes of whole characters two texts begin with alike.
func samePrefix(a, b string) int {
	same := 0
	for i, r := range a {
		if !strings.HasPrefix(b[i:], string(r)) {
			break
		}
		same = i + len(string(r))
		if same >= len(b) {
			break
		}
	}
	return same
}

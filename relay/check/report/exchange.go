package report

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// bounds are how much of an exchange a form of the report shows. Source: our choice.
type bounds struct {
	exchanges int // of a case
	sent      int // bytes of a body that was sent
	answered  int // bytes of a body that was answered
	headers   int // of an answer
	header    int // characters of one of them
}

func textBounds() bounds {
	return bounds{exchanges: 3, sent: 8 << 10, answered: 400, headers: 12, header: 160}
}
func htmlBounds() bounds {
	return bounds{exchanges: 6, sent: 16 << 10, answered: 4 << 10, headers: 40, header: 500}
}
func jsonBounds() bounds {
	return bounds{exchanges: 20, sent: 64 << 10, answered: 64 << 10, headers: 100, header: 4 << 10}
}

// curl is a command that sends a request again, as far as curl can. A body of more than most bytes is left to a file.
func curl(sent *check.Sent, most int) string {
	var remarks []string
	if sent.Manner != "" {
		remarks = append(remarks, "it was sent "+sent.Manner+"; curl sends it in its own way")
	}
	if concealed(sent) {
		remarks = append(remarks, "credentials are shown as "+relay.Masked+": put yours in")
	}
	request := relay.Request{Method: sent.Method, URL: sent.URL, Headers: sent.Headers, Body: sent.Body}
	if len(sent.Body) > most {
		remarks = append(remarks, fmt.Sprintf("its body of %d bytes is too long to be shown: body.bin stands for it", len(sent.Body)))
		return export.CurlOfFile(&request, "body.bin", remarks...)
	}
	return export.CurlOf(&request, remarks...)
}

// concealed reports whether something in a request is not shown.
func concealed(sent *check.Sent) bool {
	if strings.Contains(sent.URL, relay.Masked) || bytes.Contains(sent.Body, []byte(relay.Masked)) {
		return true
	}
	for _, h := range sent.Headers {
		if strings.Contains(h.Value, relay.Masked) {
			return true
		}
	}
	return false
}

// cameBack says in a line what came of a request.
func cameBack(x *check.Exchange) string {
	text := "no answer"
	if x.Response != nil {
		text = fmt.Sprintf("%d", x.Response.Status)
	}
	text += " in " + realText(x.Duration)
	if x.Reused {
		text += ", over the connection of the one before"
	}
	if x.Error != "" {
		text += ": " + x.Error
	}
	return relay.Visible(text)
}

// answer is an answer as lines that are safe to be shown: its headers, and behind an empty line the beginning of its body.
func answer(response *relay.Response, b bounds) []string {
	if response == nil {
		return nil
	}
	var lines []string
	for i, h := range response.Headers {
		if i == b.headers {
			lines = append(lines, fmt.Sprintf("… %s more", relay.Counted(len(response.Headers)-i, "header")))
			break
		}
		lines = append(lines, relay.Visible(shortened(h.Name, b.header)+": "+shortened(h.Value, b.header)))
	}
	if len(response.Body) == 0 {
		return lines
	}
	body := response.Body
	if len(body) > b.answered {
		body = body[:b.answered]
	}
	lines = append(lines, "")
	text := strings.ReplaceAll(strings.TrimSuffix(string(body), "\n"), "\r\n", "\n")
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, relay.Visible(line))
	}
	if left := int64(len(response.Body)-len(body)) + response.Truncated; left > 0 {
		lines = append(lines, fmt.Sprintf("… %d more bytes", left))
	}
	return lines
}

// shortened is the beginning of a text.
func shortened(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return text[:most] + fmt.Sprintf("… (%d bytes)", len(text))
}

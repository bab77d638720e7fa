package emulate

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// content is a document as its webhook will carry it: a JSON object whose members keep their order and bytes.
type content []contentMember

type contentMember struct {
	name  string
	value jsontext.Value
}

// readContent reads a document's content strictly; nil where the body is empty. An error is a refusal.
func readContent(r *http.Request) (content, error) {
	text, err := readText(r)
	if err != nil || len(text) == 0 {
		return nil, err
	}
	if !isJSON(r) {
		return nil, notJSON()
	}
	return contentOf(text)
}

// contentOf parses a JSON object.
func contentOf(text []byte) (content, error) {
	var members map[string]jsontext.Value
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, malformed(whyNoJSON(text, err))
	}
	if members == nil {
		return nil, malformed("the body is null, not a JSON object")
	}
	dec := jsontext.NewDecoder(bytes.NewReader(text))
	if _, err := dec.ReadToken(); err != nil {
		return nil, err
	}
	c := make(content, 0, len(members))
	for range members {
		name, err := dec.ReadToken()
		if err != nil {
			return nil, err
		}
		m := contentMember{name: name.String()}
		value, err := dec.ReadValue()
		if err != nil {
			return nil, err
		}
		m.value = value.Clone()
		c = append(c, m)
	}
	return c, nil
}

// get is a member's value; nil when there is none.
func (c content) get(name string) jsontext.Value {
	for _, m := range c {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// text is a member that is a string; empty when it is none.
func (c content) text(name string) string {
	var text string
	if value := c.get(name); value.Kind() != jsontext.KindString || json.Unmarshal(value, &text) != nil {
		return ""
	}
	return text
}

// with returns the content with a member put in its place, or behind the others; null removes it.
func (c content) with(name string, value jsontext.Value) content {
	changed := make(content, 0, len(c)+1)
	found := false
	for _, m := range c {
		if m.name == name {
			found = true
			m.value = value
		}
		if m.value.Kind() != jsontext.KindNull || m.name != name {
			changed = append(changed, m)
		}
	}
	if !found && value.Kind() != jsontext.KindNull {
		changed = append(changed, contentMember{name, value})
	}
	return changed
}

// put changes a member in its place; one that is not there stays away.
func (c content) put(name string, value jsontext.Value) {
	for i := range c {
		if c[i].name == name {
			c[i].value = value
		}
	}
}

// write is the content as JSON.
func (c content) write() []byte {
	text := []byte{'{'}
	for i, m := range c {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(append(append(text, quotedJSON(m.name)...), ':'), m.value...)
	}
	return append(text, '}')
}

// quotedJSON is a JSON string of text that was decoded from JSON, or that is ours.
func quotedJSON(text string) jsontext.Value {
	quoted, _ := jsontext.AppendQuote(nil, text) // an error only tells of bytes that are no UTF-8
	return quoted
}

// complete checks the members that say which document this is, and fills in those that are missing. id is used where the
// content names none, or must be what it names where fixed; filesURL is where the files are. An error is a refusal.
func (c content) complete(filesURL, company, id string, fixed bool) (whole content, documentID string, err error) {
	in := &fields{members: map[string]jsontext.Value{}}
	for _, name := range []string{"documentId", "companyReferenceId", "fileUrl"} {
		if value := c.get(name); value != nil {
			in.members[name] = value
		}
	}
	documentID = in.text("documentId", maxName)
	switch {
	case c.get("documentId") != nil && documentID == "" && len(in.problems) == 0:
		in.note("documentId", invalid, "must not be empty; leave it out to have one made")
	case documentID == "":
		documentID = id
	case fixed && documentID != id:
		in.note("documentId", invalid, "is another than the path's")
	}
	if given := in.text("companyReferenceId", maxName); given != "" && given != company {
		in.note("companyReferenceId", invalid, "is another than the path's")
	}
	in.text("fileUrl", maxURL)
	if err := in.check(); err != nil {
		return nil, "", err
	}
	whole = content{{"documentId", quotedJSON(documentID)}, {"companyReferenceId", quotedJSON(company)}}
	for _, m := range c {
		if m.name != "documentId" && m.name != "companyReferenceId" && (m.name != "fileUrl" || m.value.Kind() == jsontext.KindString) {
			whole = append(whole, m)
		}
	}
	if whole.get("fileUrl") == nil {
		whole = append(whole, contentMember{"fileUrl", quotedJSON(filesURL + "/" + url.PathEscape(documentID))})
	}
	if size := len(whole.write()); size > relay.MaxDataBytes {
		return nil, "", &refusal{status: http.StatusRequestEntityTooLarge, reason: fmt.Sprintf("the document has %d bytes; %d are allowed", size, relay.MaxDataBytes)}
	}
	return whole, documentID, nil
}

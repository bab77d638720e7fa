package export

import (
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// Archive writes an HTTP Archive 1.2, one entry an attempt, whose comment is the delivery's id. What the format has no place
// for stands in fields that begin with _, as it says. Credentials are masked as they are in the deliveries. It holds one
// delivery at a time. Not safe for concurrent use.
// Source: http://www.softwareishard.com/blog/har-12-spec/.
type Archive struct {
	w       io.Writer
	version string
	begun   bool
}

// NewArchive writes to w. version is ledgerhook's own.
func NewArchive(w io.Writer, version string) *Archive { return &Archive{w: w, version: version} }

// Add writes the attempts of a delivery.
func (a *Archive) Add(d *control.Delivery) error {
	for i := range d.Attempts {
		text, err := json.Marshal(harEntryOf(d, &d.Attempts[i]),
			jsontext.AllowInvalidUTF8(true), jsontext.WithIndentPrefix("      "), jsontext.WithIndent("  "), json.Deterministic(true))
		if err != nil {
			return fmt.Errorf("export delivery %s as HAR: %w", d.ID, err)
		}
		separator := ",\n      "
		if !a.begun {
			if separator, err = a.begin(); err != nil {
				return err
			}
			separator += "\n      "
		}
		if _, err := io.WriteString(a.w, separator+string(relay.VisibleJSON(text))); err != nil {
			return err
		}
	}
	return nil
}

// begin is what stands before the first entry.
func (a *Archive) begin() (string, error) {
	a.begun = true
	creator, err := json.Marshal(harCreator{Name: "ledgerhook", Version: a.version})
	return "{\n  \"log\": {\n    \"version\": \"1.2\",\n    \"creator\": " + string(creator) + ",\n    \"entries\": [", err
}

// Close ends the archive, which is whole then. It leaves w open.
func (a *Archive) Close() error {
	end := "\n    ]\n  }\n}\n"
	if !a.begun {
		begin, err := a.begin()
		if err != nil {
			return err
		}
		end = begin + strings.TrimPrefix(end, "\n    ")
	}
	_, err := io.WriteString(a.w, end)
	return err
}

// The types are our own: those of chromedp/cdproto come with a whole protocol, those of google/martian lack timings.

type harCreator struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type harEntry struct {
	Started  string      `json:"startedDateTime"`
	Time     float64     `json:"time"` // in ms, as all of the timings
	Request  harRequest  `json:"request"`
	Response harResponse `json:"response"`
	Cache    struct{}    `json:"cache"`
	Timings  harTimings  `json:"timings"`
	Comment  string      `json:"comment"`
	Own      harOwn      `json:"_ledgerhook"`
}

// harOwn is what there is to tell of an attempt beside its exchange.
type harOwn struct {
	Delivery string          `json:"delivery"`
	Event    string          `json:"event"`
	Provider string          `json:"provider"`
	Type     string          `json:"type"`
	Attempt  int             `json:"attempt"`
	Outcome  string          `json:"outcome"`
	Reason   string          `json:"reason,omitzero"` // why the delivery ended, at its last attempt
	Error    string          `json:"error,omitzero"`
	Faults   []control.Fault `json:"faults"`
}

type harRequest struct {
	Method      string    `json:"method"`
	URL         string    `json:"url"`
	HTTPVersion string    `json:"httpVersion"`
	Cookies     []harPair `json:"cookies"`
	Headers     []harPair `json:"headers"`
	Query       []harPair `json:"queryString"`
	PostData    *harPost  `json:"postData,omitzero"`
	HeadersSize int       `json:"headersSize"`
	BodySize    int       `json:"bodySize"`
}

type harPost struct {
	MimeType string    `json:"mimeType"`
	Params   []harPair `json:"params"`
	Text     string    `json:"text"`
	Encoding string    `json:"_encoding,omitzero"` // HAR 1.2 has none for what is sent
}

type harResponse struct {
	Status      int        `json:"status"` // 0 when no answer came
	StatusText  string     `json:"statusText"`
	HTTPVersion string     `json:"httpVersion"`
	Cookies     []harPair  `json:"cookies"`
	Headers     []harPair  `json:"headers"`
	Content     harContent `json:"content"`
	RedirectURL string     `json:"redirectURL"`
	HeadersSize int        `json:"headersSize"`
	BodySize    int        `json:"bodySize"`
}

type harContent struct {
	Size     int64  `json:"size"`
	MimeType string `json:"mimeType"`
	Text     string `json:"text,omitzero"`
	Encoding string `json:"encoding,omitzero"`
	Comment  string `json:"comment,omitzero"`
}

type harPair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// harTimings are -1 where they are not known, or did not happen; Send, Wait and Receive have to be told.
type harTimings struct {
	Blocked float64 `json:"blocked"`
	DNS     float64 `json:"dns"`
	Connect float64 `json:"connect"`
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
	SSL     float64 `json:"ssl"`
}

package emulate

import (
	"mime"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

// silverfinDocument are the keys of a document's section that its file agrees with.
type silverfinDocument struct {
	FileName string `json:"file_name"`
	Content  string `json:"content"`
}

// silverfinFile is where files are.
const silverfinFile = "/files/{id}"

const noDocument = "no such document"

// newest is the newest event about a document.
func (s *silverfin) newest(r *http.Request, _ caller) (event *relay.Event, ok bool, err error) {
	id := r.PathValue("id")
	if !isDigits(id) {
		return nil, false, nil
	}
	event, err = newestOf(r.Context(), s.Store, "silverfin", "document/"+id)
	return event, true, err
}

// file is what download_url in a document's section points at: the content that the newest event about it told, under its
// name. Any other well-formed id has a made-up file, since its event may be gone. It is a PDF whatever the name says, and open
// to anybody on this machine. Source: our choice.
func (s *silverfin) file(r *http.Request, _ caller) (answer, error) {
	id := r.PathValue("id")
	if !isDigits(id) {
		return answer{}, notFound(noDocument)
	}
	events, _, err := s.Store.Events(r.Context(), relay.EventQuery{Provider: "silverfin", Subject: "document/" + id, Limit: 1})
	if err != nil {
		return answer{}, err
	}
	if len(events) == 0 {
		return pdfFile(fileLines("silverfin", id, s.BaseURL)), nil
	}
	var document silverfinDocument
	if err := json.Unmarshal(events[0].Data, &document); err != nil {
		return pdfFile(fileLines("silverfin", id, s.BaseURL)), nil // given data may have other kinds of values there
	}
	file := pdfFile(append([]string{document.FileName, "Document " + id}, wrapped(document.Content)...))
	if document.FileName != "" {
		file.header = http.Header{"Content-Disposition": {mime.FormatMediaType("inline", map[string]string{"filename": document.FileName})}}
	}
	return file, nil
}

// lineLength is how many characters a line of a file has at most.
const lineLength = 90

// wrapped breaks a text into lines, between words where it can.
func wrapped(text string) []string {
	var lines []string
	for paragraph := range strings.Lines(text) {
		line := []rune{}
		for _, word := range strings.Fields(paragraph) {
			for _, part := range parts([]rune(word)) {
				if len(line) > 0 && len(line)+1+len(part) > lineLength {
					lines, line = append(lines, string(line)), nil
				}
				if len(line) > 0 {
					line = append(line, ' ')
				}
				line = append(line, part...)
			}
		}
		lines = append(lines, string(line))
	}
	return lines
}

// parts are those of a word that fit a line each.
func parts(word []rune) [][]rune {
	var all [][]rune
	for len(word) > lineLength {
		all, word = append(all, word[:lineLength]), word[lineLength:]
	}
	return append(all, word)
}

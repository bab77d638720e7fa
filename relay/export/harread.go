package export

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ArchivedRequest is the request of one entry of an HTTP Archive.
type ArchivedRequest struct {
	Entry   int       // from 1
	Started time.Time // zero where the archive does not say
	Method  string
	URL     string
	Header  http.Header // names in Go's canonical casing
	Body    []byte
	// Problem says why the body is not what was sent, where it is not: it was left out, or cut.
	Problem string
}

// ReadArchive reads the requests of an HTTP Archive as browsers and proxies write it, in its order: of its text nothing but entries
// and their requests is looked at. An error says where it is no such archive.
func ReadArchive(text []byte) ([]ArchivedRequest, error) {
	var archive struct {
		Log *struct {
			Entries *[]struct {
				Started string          `json:"startedDateTime"`
				Request archivedRequest `json:"request"`
			} `json:"entries"`
		} `json:"log"`
	}
	text = bytes.TrimPrefix(text, []byte("\uFEFF")) // some programs write one
	if err := json.Unmarshal(text, &archive, jsontext.AllowDuplicateNames(false)); err != nil {
		return nil, fmt.Errorf("it is no HTTP Archive: %w", placeOf(text, err))
	}
	if archive.Log == nil || archive.Log.Entries == nil {
		return nil, errors.New("it is no HTTP Archive: it has no log with entries")
	}
	requests := make([]ArchivedRequest, 0, len(*archive.Log.Entries))
	for i, entry := range *archive.Log.Entries {
		r := entry.Request.read()
		r.Entry = i + 1
		if at, err := time.Parse(time.RFC3339Nano, entry.Started); err == nil {
			r.Started = at.UTC()
		}
		requests = append(requests, r)
	}
	return requests, nil
}

// archivedRequest is a request as an archive has it. HAR 1.2 has no encoding for what is sent: we write _encoding, others encoding.
type archivedRequest struct {
	Method   string    `json:"method"`
	URL      string    `json:"url"`
	Headers  []harPair `json:"headers"`
	BodySize *float64  `json:"bodySize"` // -1 where it is not known
	Post     *struct {
		Text     *string `json:"text"`
		Encoding string  `json:"encoding"`
		Ours     string  `json:"_encoding"`
	} `json:"postData"`
}

func (a *archivedRequest) read() ArchivedRequest {
	r := ArchivedRequest{Method: strings.ToUpper(a.Method), URL: a.URL, Header: http.Header{}}
	for _, h := range a.Headers {
		if !strings.HasPrefix(h.Name, ":") { // HTTP/2's own
			r.Header.Add(h.Name, h.Value)
		}
	}
	sent := a.size(r.Header)
	if a.Post == nil || a.Post.Text == nil {
		if sent > 0 {
			r.Problem = "the archive was written without its body"
		}
		return r
	}
	r.Body = []byte(*a.Post.Text)
	if a.Post.Encoding == "base64" || a.Post.Ours == "base64" {
		body, err := base64.StdEncoding.DecodeString(*a.Post.Text)
		if err != nil {
			r.Problem = "its body is no base64"
			return r
		}
		r.Body = body
	}
	switch encoded := r.Header.Get("Content-Encoding"); {
	case encoded != "" && !strings.EqualFold(encoded, "identity"): // the sizes are those of what was compressed
	case sent > int64(len(r.Body)):
		r.Problem = fmt.Sprintf("its body was cut: %d of %d bytes are there", len(r.Body), sent)
	}
	return r
}

// size is how many bytes the body had; negative where that is not told. What masks a body keeps its Content-Length, so that it counts
// only where nothing else does.
func (a *archivedRequest) size(header http.Header) int64 {
	if a.BodySize != nil && *a.BodySize >= 0 {
		return int64(*a.BodySize)
	}
	if n, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64); err == nil {
		return n
	}
	return -1
}

// placeOf is an error of reading JSON with its line and column.
func placeOf(text []byte, err error) error {
	var syntax *jsontext.SyntacticError
	var semantic *json.SemanticError
	offset, problem := int64(-1), ""
	switch {
	case errors.As(err, &syntax):
		offset, problem = syntax.ByteOffset, "it is not valid JSON"
		if errors.Is(err, jsontext.ErrDuplicateName) {
			problem = fmt.Sprintf("the key %.40q stands in it twice", syntax.JSONPointer.LastToken())
		}
	case errors.As(err, &semantic):
		offset, problem = semantic.ByteOffset, fmt.Sprintf("%.80q is of the wrong kind", string(semantic.JSONPointer))
	default:
		return err
	}
	before := text[:min(max(offset, 0), int64(len(text)))]
	return fmt.Errorf("line %d, column %d: %s", bytes.Count(before, []byte("\n"))+1, len(before)-bytes.LastIndexByte(before, '\n'), problem)
}

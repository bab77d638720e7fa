package fault

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/ledgerhook/ledgerhook/relay"
)

// reply is an answer that can be spoilt.
type reply struct {
	status int
	header http.Header
	body   []byte
	filler int64 // so many bytes more stand between body and tail
	tail   []byte
}

// plain is the body that is to be changed, which may have come compressed. problem is why that cannot be undone.
func (r *reply) plain() (body []byte, problem string) {
	response := relay.Response{Body: r.body}
	for _, coding := range r.header.Values("Content-Encoding") {
		response.Headers = append(response.Headers, relay.Header{Name: "Content-Encoding", Value: coding})
	}
	return response.Plain()
}

// replace puts another body in place, which is not compressed, and says its length and type where there is one.
func (r *reply) replace(body []byte, contentType string) {
	r.body = body
	r.header.Del("Content-Encoding")
	r.header.Del("Content-Length")
	r.header.Del("Content-Type")
	if len(body) > 0 {
		r.header.Set("Content-Type", contentType)
		r.header.Set("Content-Length", strconv.Itoa(len(body)))
	}
}

func (r *reply) length() int64 { return int64(len(r.body)) + r.filler + int64(len(r.tail)) }

func (r *reply) reader() io.Reader {
	if r.filler == 0 {
		return bytes.NewReader(r.body)
	}
	return io.MultiReader(bytes.NewReader(r.body), io.LimitReader(blanks{}, r.filler), bytes.NewReader(r.tail))
}

// blanks is an endless text.
type blanks struct{}

// Read fills p.
func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// response is the reply as the sender's HTTP client gives it.
func (r *reply) response(req *http.Request) *http.Response {
	resp := &http.Response{
		Status: fmt.Sprintf("%d %s", r.status, http.StatusText(r.status)), StatusCode: r.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: r.header, Body: http.NoBody, Request: req,
	}
	if n := r.length(); n > 0 {
		resp.Body, resp.ContentLength = io.NopCloser(r.reader()), n
	}
	return resp
}

// send is the reply as a receiver writes it.
func (r *reply) send(w http.ResponseWriter) {
	header := w.Header()
	for name, values := range r.header {
		header[name] = values
	}
	w.WriteHeader(r.status)
	_, _ = io.Copy(w, r.reader()) // who does not listen any more needs no answer
}

// spoilt lets a fault change the real answer on its way to the sender.
func spoilt(f replyFault, value string, hit *relay.AppliedFault, next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		real, err := realReply(req, hit, next)
		if err != nil {
			return nil, err
		}
		hit.Note = fmt.Sprintf("the receiver answered %d; %s", hit.Actual.Status, f.spoil(value, real))
		return real.response(req), nil
	})
}

// misreplying lets a receiver give another answer than its own.
func misreplying(f replyFault, value string, hit *relay.AppliedFault, next http.Handler) http.Handler {
	note, work := f.instead(value)
	hit.Note = note
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		own := &reply{status: http.StatusOK, header: http.Header{}}
		if work {
			own = replyOf(w, next, r)
		}
		f.spoil(value, own)
		own.send(w)
	})
}

// replyOf lets a handler do its work and keeps what it answers. One that breaks the connection breaks w's.
func replyOf(w http.ResponseWriter, next http.Handler, r *http.Request) *reply {
	kept := &recorder{reply: reply{header: http.Header{}}, over: w}
	next.ServeHTTP(kept, r)
	if kept.status == 0 {
		kept.status = http.StatusOK
	}
	return &kept.reply
}

// recorder takes an answer that does not leave as it is.
type recorder struct {
	reply
	over http.ResponseWriter // what it is taken from
}

// Unwrap gives http.ResponseController the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.over }

// Header implements http.ResponseWriter.
func (r *recorder) Header() http.Header { return r.header }

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	r.body = append(r.body, p...)
	return len(p), nil
}

package control

import (
	"errors"
	"io"
	"net"
	"net/http"
)

// finished answers 400 where a body did not arrive whole. huma calls that a 500, as if it were ours.
func finished(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength == 0 {
			next.ServeHTTP(w, r)
			return
		}
		body := &watchedBody{ReadCloser: r.Body}
		watched := r.WithContext(r.Context())
		watched.Body = body
		next.ServeHTTP(&blamingWriter{ResponseWriter: w, body: body}, watched)
	})
}

// watchedBody notes whether reading it broke off.
type watchedBody struct {
	io.ReadCloser
	broken bool
}

func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	var late net.Error
	if err != nil && err != io.EOF && !(errors.As(err, &late) && late.Timeout()) { // huma has an answer of its own to what is late
		b.broken = true
	}
	return n, err
}

// blamingWriter puts the blame where it belongs. Unwrap gives http.ResponseController the connection.
type blamingWriter struct {
	http.ResponseWriter
	body    *watchedBody
	replied bool // by us: what else is written is left out
}

func (w *blamingWriter) WriteHeader(status int) {
	if status == http.StatusInternalServerError && w.body.broken {
		w.replied = true
		refuse(w.ResponseWriter, http.StatusBadRequest, "the body did not arrive whole")
		return
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *blamingWriter) Write(p []byte) (int, error) {
	if w.replied {
		return len(p), nil
	}
	return w.ResponseWriter.Write(p)
}

func (w *blamingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

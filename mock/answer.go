package mock

import (
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
)

// errorBody is the answer to what is refused.
func errorBody(problem string) []byte {
	body, _ := json.Marshal(struct {
		Error string `json:"error"`
	}{strings.ToValidUTF8(problem, "\uFFFD")})
	return body
}

func writeAnswer(w http.ResponseWriter, status int, body []byte) {
	if len(body) > 0 {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // who does not listen any more needs no answer
}

// answerWriter notes the status that leaves. Unwrap gives http.ResponseController the connection.
type answerWriter struct {
	http.ResponseWriter
	status int
}

func (a *answerWriter) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answerWriter) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(p)
}

// Unwrap returns the writer below.
func (a *answerWriter) Unwrap() http.ResponseWriter { return a.ResponseWriter }

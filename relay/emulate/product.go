package emulate

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// maxBodyBytes bounds a request's body.
const maxBodyBytes = relay.MaxDataBytes

// product is one product's API.
type product struct {
	*Options
	name    string
	invalid int                                // the status for a body that breaks the product's rules
	shape   func(refusal) jsontext.Value       // an error's body as the product writes it
	stamp   func(http.Header)                  // puts the headers of every answer; nil for none
	limit   func(http.Header, caller) *refusal // counts a call and puts headers; nil for no limit
	tooMany tooMany                            // refuses a call too many
	routes  []route
}

// route is one path with what can be done there.
type route struct {
	path  string // below the product's name, as a pattern of http.ServeMux
	open  bool   // no token is asked for
	login bool   // of an open one: nor elsewhere than on loopback, since it is where the token comes from
	// forms lets calls read bodies that are not JSON. A page of another origin can send them without being asked first, so
	// they are for calls that want a token in a header, which such a page cannot put, and for those that change nothing.
	forms bool
	// apiKey takes the token in X-API-Key, too.
	apiKey bool
	calls  map[string]call
}

// call does one thing for a caller, who is nobody on an open route. An error is a refusal or the engine's.
type call func(r *http.Request, who caller) (answer, error)

// answer is what a call that succeeded says.
type answer struct {
	status      int
	contentType string        // empty: JSON
	body        []byte        // nil: none
	header      http.Header   // further ones; nil for none
	over        time.Duration // how long the body takes, in pieces; zero: at once
}

// answerOf is an answer in JSON. An error means that a value cannot be written, which is our own bug.
func answerOf[T any](status int, value T) (answer, error) {
	body, err := json.Marshal(value, json.Deterministic(true), json.FormatNilSliceAsNull(false))
	return answer{status: status, body: body}, err
}

func (p product) mount(mux *http.ServeMux) {
	nowhere := p.handler(route{open: true})
	mux.Handle("/"+p.name, nowhere)
	mux.Handle("/"+p.name+"/", nowhere)
	for _, rt := range p.routes {
		if rt.open && !rt.login && p.OpenKey != "" {
			mux.Handle("/"+OpenPath+"/{key}/"+p.name+rt.path, p.opened(rt))
			rt.open = false
		}
		mux.Handle("/"+p.name+rt.path, p.handler(rt))
	}
}

// opened is an open route for whoever knows the key in its path.
func (p product) opened(rt route) http.Handler {
	open, nowhere := p.handler(rt), p.handler(route{open: true})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !sameToken(r.PathValue("key"), p.OpenKey) {
			nowhere.ServeHTTP(w, r)
			return
		}
		open.ServeHTTP(w, r)
	})
}

// handler looks at the path first, then at the method, then at the token, as the products' frameworks do. A route without
// calls is a path that does not exist.
func (p product) handler(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.stamp != nil {
			p.stamp(w.Header())
		}
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		do, ok := rt.calls[method]
		var who caller
		var nobody *refusal
		if !rt.open {
			who, nobody = p.callerOf(rt.tokenOf(r), p.name)
		}
		switch {
		case len(rt.calls) == 0:
			p.refuse(w, notFound("there is nothing at this path"))
		case !ok:
			w.Header().Set("Allow", strings.Join(rt.allowed(), ", "))
			p.refuse(w, &refusal{status: http.StatusMethodNotAllowed, reason: "this path takes " + strings.Join(rt.allowed(), ", ") + " only"})
		case nobody != nil:
			p.refuse(w, nobody)
		default:
			if p.limit != nil && !rt.open && !who.mock {
				if much := p.limit(w.Header(), who); much != nil {
					p.refuse(w, much)
					return
				}
			}
			if !rt.forms && hasBody(r) && !isJSON(r) {
				p.refuse(w, notJSON())
				return
			}
			asked := r.Context()
			// A caller that hangs up, or only says that it sends nothing more, changes nothing about what it asked for.
			r = r.WithContext(context.WithoutCancel(r.Context()))
			r.Body = http.MaxBytesReader(w, r.Body, maxBodyBytes)
			a, err := do(r, who)
			if err != nil {
				p.refuse(w, err)
				return
			}
			p.write(asked, w, a)
		}
	})
}

// allowed lists the methods that a path takes.
func (rt route) allowed() []string {
	methods := slices.Collect(maps.Keys(rt.calls))
	if slices.Contains(methods, http.MethodGet) {
		methods = append(methods, http.MethodHead)
	}
	slices.Sort(methods)
	return methods
}

// refuse answers with an error in the product's shape.
func (p product) refuse(w http.ResponseWriter, err error) {
	p.write(context.Background(), w, p.answerTo(err))
}

// answerTo is what is answered to a call that ends with an error.
func (p product) answerTo(err error) answer {
	r := refusalOf(err)
	if r.status == 0 {
		r.status = p.invalid
	}
	a := answer{status: r.status, body: p.shape(r)}
	if r.status == http.StatusUnauthorized {
		a.header = http.Header{"Www-Authenticate": {"Bearer"}}
	}
	return a
}

// refusalOf turns the engine's errors into refusals. What is not known to be the caller's or the store's doing is ours:
// a 500.
func refusalOf(err error) refusal {
	var known *refusal
	var input *relay.InputError
	switch {
	case errors.As(err, &known):
		return *known
	case errors.As(err, &input):
		return refusal{reason: input.Error()}
	case errors.Is(err, relay.ErrNotFound):
		return refusal{status: http.StatusNotFound, reason: err.Error()}
	case errors.Is(err, relay.ErrConflict):
		return refusal{status: http.StatusConflict, reason: err.Error()}
	case errors.Is(err, relay.ErrUnavailable):
		return refusal{status: http.StatusServiceUnavailable, reason: err.Error()}
	}
	return refusal{status: http.StatusInternalServerError, reason: err.Error()}
}

// write answers. ctx ends with the call; only a slow answer looks at it.
func (o *Options) write(ctx context.Context, w http.ResponseWriter, a answer) {
	maps.Copy(w.Header(), a.header)
	if a.body != nil {
		contentType := a.contentType
		if contentType == "" {
			contentType = "application/json"
			a.body = relay.VisibleJSON(a.body) // it may tell what a receiver answered, and be read with curl
		}
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("X-Content-Type-Options", "nosniff")
	}
	if a.over > 0 {
		o.writeSlowly(ctx, w, a)
		return
	}
	w.WriteHeader(a.status)
	// An error here means that the caller is gone.
	_, _ = w.Write(a.body)
}

package control

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// VerifyRequest asks whether a request's signature is right, or what a receiver computed for it.
type VerifyRequest struct {
	Provider   string           `json:"provider" doc:"finpilo, fintoro, moneybird, silverfin or bookkeeper"`
	Secret     string           `json:"secret,omitempty,omitzero" maxLength:"4096" doc:"as the subscription's creation showed it; Finpilo: the API key, empty where none is set"`
	Secret2    string           `json:"secret2,omitempty,omitzero" maxLength:"4096" doc:"the second one that counts, such as Silverfin's token 2"`
	OldSecrets []string         `json:"old_secrets,omitempty,omitzero" maxItems:"8" doc:"those that count no more, so that their use is recognised"`
	Headers    PresentedHeaders `json:"headers" doc:"as received: a list of name and value, or an object"`
	Body       *string          `json:"body,omitzero" doc:"the raw body"`
	BodyBase64 *string          `json:"body_base64,omitzero" doc:"the raw body, where it is not valid UTF-8"`
	Computed   string           `json:"computed,omitempty,omitzero" maxLength:"4096" doc:"what a receiver computed: explained instead of the header's value"`
	Now        *Time            `json:"now,omitempty,omitzero" doc:"what a timestamp is held against; absent: its age does not matter"`
}

// Verified is what there is to say about a signature. It never holds a secret.
type Verified struct {
	Verdict        string            `json:"verdict" doc:"right, wrong, unsigned or malformed"`
	SignedBytes    string            `json:"signed_bytes" doc:"which bytes the product signs"`
	Key            string            `json:"key" doc:"which key it signs with, by what it is"`
	ExpectedHeader map[string]string `json:"expected_header,omitempty,omitzero" doc:"name -> value, as it should be; absent where it cannot be told"`
	Mistake        *Mistake          `json:"mistake" doc:"the classic mistake that gives exactly this value; null where none is known"`
	Line           string            `json:"line" doc:"all of it in one line"`
}

// Mistake is a classic one, as JSON.
type Mistake struct {
	ID       string `json:"id"`
	Sentence string `json:"sentence"`
	Remedy   string `json:"remedy"`
	// Fixes are absent where an attempt is told of.
	Fixes []relay.Fix `json:"fixes,omitempty,omitzero"`
}

// mistakeOf shows a mistake; nil is none.
func mistakeOf(m *relay.Mistake) *Mistake {
	if m == nil {
		return nil
	}
	shown := Mistake(*m)
	return &shown
}

// Schema describes it in OpenAPI, where a reference could not be null.
func (Mistake) Schema(huma.Registry) *huma.Schema {
	text := func(doc string) *huma.Schema { return &huma.Schema{Type: huma.TypeString, Description: doc} }
	return &huma.Schema{
		Type: huma.TypeObject, Nullable: true, Required: []string{"id", "sentence", "remedy"},
		Properties: map[string]*huma.Schema{
			"id":       text("such as reserialised-json; several at once are joined by a +"),
			"sentence": text("what was done"), "remedy": text("what to do instead"),
			"fixes": {
				Type: huma.TypeArray, Description: "the line to change in each language, of several mistakes one after the other; absent where an attempt is told of",
				Items: &huma.Schema{
					Type: huma.TypeObject, Required: []string{"language", "wrong", "right"}, AdditionalProperties: false,
					Properties: map[string]*huma.Schema{
						"language": text("node, python, php, ruby, csharp or go"),
						"wrong":    text("what makes the mistake"), "right": text("what stands there instead"),
					},
				},
			},
		},
	}
}

func (s *server) registerVerify(api huma.API) {
	verify := operation(http.MethodPost, "/v1/verify", "verify-signature", "Say whether a signature is right, and which mistake made it where it is not")
	verify.MaxBodyBytes = maxReplayBytes
	huma.Register(api, verify, func(_ context.Context, in *struct{ Body VerifyRequest }) (*answer[Verified], error) {
		if s.Explain == nil {
			return nil, huma.Error501NotImplemented("this server explains no signatures")
		}
		return answerOf(s.verify(&in.Body))
	})
}

func (s *server) verify(r *VerifyRequest) (Verified, error) {
	presented, err := r.presented()
	if err != nil {
		return Verified{}, err
	}
	e, err := s.Explain.Explain(presented)
	if err != nil {
		return Verified{}, err
	}
	return VerifiedOf(e), nil
}

// VerifiedOf shows an explanation.
func VerifiedOf(e relay.Explanation) Verified {
	shown := Verified{Verdict: string(e.Verdict), SignedBytes: e.SignedBytes, Key: e.Key, Mistake: mistakeOf(e.Mistake), Line: e.Line()}
	for _, h := range e.Expected {
		if shown.ExpectedHeader == nil {
			shown.ExpectedHeader = map[string]string{}
		}
		shown.ExpectedHeader[h.Name] = h.Value
	}
	return shown
}

// presented turns the JSON form into the explainer's.
func (r *VerifyRequest) presented() (relay.Presented, error) {
	p := relay.Presented{Provider: r.Provider, Headers: r.Headers, Old: r.OldSecrets, Computed: r.Computed}
	if r.Secret != "" {
		p.Secrets = append(p.Secrets, r.Secret)
	}
	if r.Secret2 != "" {
		if r.Secret == "" {
			return p, &relay.InputError{Field: "secret", Problem: "it is missing, and secret2 is there"}
		}
		p.Secrets = append(p.Secrets, r.Secret2)
	}
	if r.Now != nil {
		p.Now = r.Now.Time
	}
	switch {
	case r.Body != nil && r.BodyBase64 != nil:
		return p, &relay.InputError{Field: "body_base64", Problem: "it stands beside body; give one of them"}
	case r.Body != nil:
		p.Body = []byte(*r.Body)
	case r.BodyBase64 != nil:
		raw, err := base64.StdEncoding.DecodeString(*r.BodyBase64)
		if err != nil {
			return p, &relay.InputError{Field: "body_base64", Problem: "it is not base64", Hint: "the standard alphabet with padding"}
		}
		p.Body = raw
	default:
		return p, &relay.InputError{Field: "body", Problem: "it is missing", Hint: `an empty one is ""`}
	}
	if len(p.Body) > relay.MaxDataBytes {
		return p, &relay.InputError{Field: "body", Problem: fmt.Sprintf("it has %d bytes; %d are allowed", len(p.Body), relay.MaxDataBytes)}
	}
	return p, nil
}

// Verify says whether a signature is right, and which mistake made it where it is not.
func (c *Client) Verify(ctx context.Context, request VerifyRequest) (Verified, error) {
	return call[Verified](ctx, c, http.MethodPost, "/v1/verify", nil, request)
}

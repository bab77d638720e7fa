package control

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Signature is how an attempt proved who sent it. It never holds a secret.
type Signature struct {
	Verdict     string `json:"verdict" doc:"right, wrong, unsigned or malformed; unknown where what it would take to tell is gone"`
	Algorithm   string `json:"algorithm" doc:"such as HMAC-SHA256, hex"`
	Key         string `json:"key" doc:"which key, by what it is; empty where that is not known, or there is none"`
	SignedBytes string `json:"signed_bytes" doc:"which bytes the product signs, in words"`

	SignedText      string            `json:"signed_text,omitempty,omitzero" doc:"the very bytes that were signed, where they are valid UTF-8, with credentials in the body as ***; absent where nothing is signed, or it cannot be told"`
	SignedBase64    string            `json:"signed_base64,omitempty,omitzero" doc:"the same, where they are not"`
	SignedTruncated int64             `json:"signed_truncated,omitempty,omitzero" doc:"how many further bytes are left out"`
	Headers         []SignatureHeader `json:"headers" doc:"those that prove the sender"`
	Mistake         *Mistake          `json:"mistake" doc:"the classic mistake that gives exactly this; null where none is known, and where a fault did it"`
	Line            string            `json:"line" doc:"all of it in one line, and which fault spoiled it"`
}

// SignatureHeader is a header that proves the sender.
type SignatureHeader struct {
	Name     string `json:"name"`
	Sent     string `json:"sent" doc:"with a key in it as ***; empty: it was not sent"`
	Expected string `json:"expected" doc:"by the body as it was sent; empty where it cannot be told, or would hold a credential"`
	Matches  bool   `json:"matches" doc:"it is what a receiver that checks takes for right"`
}

// maxSignedBytes is how much is shown of what was signed.
const maxSignedBytes = 64 << 10

// Signature tells how an attempt, from 1, of a delivery proved who sent it.
func (c *Client) Signature(ctx context.Context, deliveryID string, n int) (Signature, error) {
	return call[Signature](ctx, c, http.MethodGet, "/v1/deliveries/"+url.PathEscape(deliveryID)+"/attempts/"+strconv.Itoa(n)+"/signature", nil, nil)
}

func (s *server) registerSignature(api huma.API) {
	huma.Register(api, operation(http.MethodGet, "/v1/deliveries/{id}/attempts/{n}/signature", "show-signature", "Tell how an attempt proved who sent it"),
		func(ctx context.Context, in *struct {
			ID     string `path:"id" maxLength:"64"`
			Number int    `path:"n" minimum:"1" doc:"the attempt's number"`
		}) (*answer[Signature], error) {
			if s.Explain == nil {
				return nil, huma.Error501NotImplemented("this server explains no signatures")
			}
			return answerOf(s.signature(ctx, in.ID, in.Number))
		})
}

func (s *server) signature(ctx context.Context, id string, number int) (Signature, error) {
	d, err := s.Engine.Store.Delivery(ctx, id)
	if err != nil {
		return Signature{}, err
	}
	attempts, err := s.Engine.Store.Attempts(ctx, id)
	if err != nil {
		return Signature{}, err
	}
	for i := range attempts {
		if attempts[i].Number == number {
			sent := relay.SentAttempt{Attempt: &attempts[i], Provider: d.Provider, Body: d.Body, Now: s.Engine.Clock.Now()}
			if sub, err := s.Engine.Subscription(d.SubscriptionID); err == nil {
				sent.Subscription = &sub
			}
			return signatureOf(s.Explain.ExplainSignature(sent), s.secretPaths(d.Provider)), nil
		}
	}
	return Signature{}, fmt.Errorf("attempt %d of delivery %s: %w", number, id, relay.ErrNotFound)
}

// signatureOf shows a signature, with the credentials at some paths of the body masked.
func signatureOf(from relay.Signature, secretPaths []string) Signature {
	shown := Signature{
		Verdict: string(from.Verdict), Algorithm: from.Algorithm, Key: from.Key, SignedBytes: from.SignedBytes,
		Headers: make([]SignatureHeader, len(from.Headers)), Mistake: mistakeOf(from.Mistake), Line: from.Line,
	}
	for i, h := range from.Headers {
		shown.Headers[i] = SignatureHeader(h)
	}
	if from.Body == nil {
		return shown
	}
	body, _ := relay.MaskBody(from.Body, secretPaths)
	signed := append([]byte(from.Lead), body...)
	cut := shownBytes(signed)
	shown.SignedTruncated = int64(len(signed) - cut)
	text, encoded := bodyOf(signed[:cut])
	if text != nil {
		shown.SignedText = *text
	}
	shown.SignedBase64 = encoded
	return shown
}

// shownBytes is how much of something is shown; a character is not cut in half.
func shownBytes(signed []byte) int {
	cut := min(len(signed), maxSignedBytes)
	for back := 1; cut < len(signed) && back < utf8.UTFMax; back++ {
		if !utf8.RuneStart(signed[cut]) {
			cut--
		}
	}
	return cut
}

package control

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Preview is what an event would be sent as.
type Preview struct {
	Provider    string         `json:"provider"`
	Type        string         `json:"type"`
	Body        string         `json:"body" doc:"as the next event of this kind is sent to the first subscription that takes it, or to one that there is not yet"`
	BodyMasked  bool           `json:"body_masked,omitzero" doc:"credentials in the body are shown as ***"`
	ContentType string         `json:"content_type" doc:"empty where the subscription has no active secret"`
	Fields      []PreviewField `json:"fields" doc:"the leaves of the body in its order, at most 500"`
}

// PreviewField is a leaf of a body: a string, number, boolean or null, or an object or list with nothing in it.
type PreviewField struct {
	Path     string `json:"path" doc:"dotted, as set and set_text take it" example:"lineItems.0.price"`
	Value    string `json:"value" doc:"JSON text" example:"121.00"`
	Identity bool   `json:"identity" doc:"it says which event this is, and cannot be set"`
}

// maxPreviewFields bounds what is listed of a body.
const maxPreviewFields = 500

func (s *server) registerPreview(api huma.API) {
	op := operation(http.MethodPost, "/v1/events/preview", "preview-event", "Show what an event would be sent as")
	op.Description = "Nothing is stored, and no id or number is used up. It is refused where publishing would be."
	huma.Register(api, op, func(_ context.Context, in *struct{ Body PublishRequest }) (*answer[Preview], error) {
		return answerOf(s.preview(&in.Body))
	})
}

func (s *server) preview(wanted *PublishRequest) (Preview, error) {
	request := wanted.request()
	seen, err := s.Engine.Preview(&request)
	if err != nil {
		return Preview{}, err
	}
	dialect, err := s.Engine.Dialect(seen.Provider)
	if err != nil {
		return Preview{}, err
	}
	body, masked := relay.MaskBody(seen.Body, dialect.SecretPaths())
	shown := Preview{Provider: seen.Provider, Type: seen.Type, Body: string(body), BodyMasked: masked, ContentType: seen.ContentType, Fields: []PreviewField{}}
	for _, f := range relay.BodyFields(body, dialect.IdentityKeys(), maxPreviewFields) {
		shown.Fields = append(shown.Fields, PreviewField{Path: f.Path, Value: string(f.Value), Identity: f.Identity})
	}
	return shown, nil
}

// Preview shows what an event would be sent as, and refuses what Publish would.
func (c *Client) Preview(ctx context.Context, request PublishRequest) (Preview, error) {
	return call[Preview](ctx, c, http.MethodPost, "/v1/events/preview", nil, request)
}

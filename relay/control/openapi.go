package control

import (
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// tags are the groups of calls, in the order shown.
func tags() []*huma.Tag {
	return []*huma.Tag{
		{Name: "events", Description: "What happened at a product."},
		{Name: "deliveries", Description: "Events owed to subscriptions, over all their attempts."},
		{Name: "incoming", Description: "What came in at the relay's hooks."},
		{Name: "subscriptions", Description: "Where a product sends which events."},
		{Name: "faults", Description: "What breaks on purpose."},
		{Name: "providers", Description: "The products and what is known of them."},
		{Name: "mock", Description: "The receiver at the far end, and its books."},
		{Name: "clock", Description: "The engine's time."},
		{Name: "server", Description: "The running ledgerhook itself."},
	}
}

// tagOf is the group of a call, by the noun in its path.
func tagOf(path string) string {
	noun, _, _ := strings.Cut(strings.TrimPrefix(path, "/v1/"), "/")
	if slices.ContainsFunc(tags(), func(t *huma.Tag) bool { return t.Name == noun }) {
		return noun
	}
	return "server"
}

// describeErrors lets each operation say that any other answer is a problem, also those that huma does not make itself.
func describeErrors(doc *huma.OpenAPI) {
	for _, item := range doc.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op == nil || op.Responses["default"] != nil {
				continue
			}
			op.Responses["default"] = &huma.Response{Description: "Error", Content: map[string]*huma.MediaType{
				"application/problem+json": {Schema: doc.Components.Schemas.Schema(typeOf[huma.ErrorModel](), true, "Error")},
			}}
		}
	}
}

// describeToken says how a server that asks for its token is given it. The two calls that tell whether it is well want none.
func describeToken(doc *huma.OpenAPI) {
	doc.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token": {Type: "http", Scheme: "bearer", Description: "The server's token, where it has one: always where other machines can call."},
	}
	doc.Security = []map[string][]string{{}, {"token": {}}}
}

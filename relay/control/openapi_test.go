package control

import (
	"bytes"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// documentOf is the OpenAPI document of a build, as text and decoded.
func documentOf(t *testing.T) (patterns []string, document map[string]any) {
	t.Helper()
	mux, api := (&server{Options: Options{Version: "dev"}}).routes()
	text, err := api.OpenAPI().MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return mux.patterns, value.(map[string]any)
}

// operations are the calls of a document, such as "GET /v1/events".
func operations(document map[string]any) map[string]map[string]any {
	all := map[string]map[string]any{}
	for path, item := range document["paths"].(map[string]any) {
		for method, op := range item.(map[string]any) {
			all[strings.ToUpper(method)+" "+path] = op.(map[string]any)
		}
	}
	return all
}

func TestTheDocumentIsOpenAPI31(t *testing.T) {
	t.Parallel()
	_, document := documentOf(t)
	file, err := os.Open("testdata/openapi-3.1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	official, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	const id = "https://spec.openapis.org/oas/3.1/schema/2022-10-07"
	if err := compiler.AddResource(id, official); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile(id)
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(document); err != nil {
		t.Errorf("%v", err)
	}
	delete(document, "info") // so that the check is seen to fail where it must
	if err := schema.Validate(document); err == nil {
		t.Error("a document without info passes too")
	}
}

// The official schema leaves the schemas inside alone: each of them must be one of JSON Schema 2020-12, whose references lead somewhere.
func TestTheDocumentsSchemasAreSchemas(t *testing.T) {
	t.Parallel()
	_, document := documentOf(t)
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("openapi.json", document); err != nil {
		t.Fatal(err)
	}
	schemas := document["components"].(map[string]any)["schemas"].(map[string]any)
	if len(schemas) < 20 {
		t.Errorf("only %d schemas", len(schemas))
	}
	for name := range schemas {
		if _, err := compiler.Compile("openapi.json#/components/schemas/" + name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// designed are the paths that the design lists, by method.
func designed() map[string]string {
	return map[string]string{
		"GET": `/v1/events /v1/events/{id} /v1/deliveries /v1/deliveries/{id} /v1/deliveries/wait /v1/subscriptions /v1/subscriptions/{id}
			/v1/faults /v1/faults/{id} /v1/faults/catalog /v1/providers /v1/providers/{provider} /v1/stats /v1/clock /v1/changes
			/v1/mock/receipts /v1/mock/ledger /v1/mock/trial-balance /v1/mock/reconcile /healthz /readyz /metrics`,
		"POST": `/v1/verify /v1/events /v1/events/batch /v1/deliveries/{id}/retry /v1/deliveries/{id}/replay /v1/deliveries/{id}/cancel
			/v1/deliveries/retry /v1/deliveries/replay /v1/deliveries/cancel /v1/subscriptions /v1/subscriptions/{id}/pause
			/v1/subscriptions/{id}/resume /v1/subscriptions/{id}/rotate-secret /v1/subscriptions/{id}/disable /v1/subscriptions/{id}/test
			/v1/faults /v1/clock/advance /v1/clock/freeze /v1/clock/run /v1/reset /v1/mock/reset`,
		"PATCH":  `/v1/subscriptions/{id}`,
		"DELETE": `/v1/subscriptions/{id} /v1/faults /v1/faults/{id}`,
	}
}

// beyond are the calls that there are beside the design's.
func beyond() []string {
	return []string{
		"GET /v1/deliveries/groups",                      // what deliveries list --group-by asks
		"GET /v1/deliveries/{id}/attempts/{n}/signature", // what the terminal UI shows of a request
		"GET /v1/deliveries/{id}/books",                  // what the terminal UI shows of the mock
		"GET /v1/incoming",                               // what relay list asks
		"GET /v1/incoming/{id}",                          // what relay show asks
		"GET /v1/env",                                    // what env asks
		"POST /v1/events/preview",                        // what trigger --dry-run asks
		"POST /v1/mock/reconcile",                        // what mock reconcile --observed asks
	}
}

func TestTheDocumentListsTheDesign(t *testing.T) {
	t.Parallel()
	_, document := documentOf(t)
	var want []string
	for method, paths := range designed() {
		for path := range strings.FieldsSeq(paths) {
			want = append(want, method+" "+path)
		}
	}
	var got []string
	for call := range operations(document) {
		if !slices.Contains(beyond(), call) {
			got = append(got, call)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("calls (-design +document):\n%s", diff)
	}
}

// Each route is in the document, and nothing is in it that is no route.
func TestTheDocumentIsTheRoutes(t *testing.T) {
	t.Parallel()
	patterns, document := documentOf(t)
	described := operations(document)
	for _, pattern := range patterns {
		if pattern == fallbackPattern || strings.HasPrefix(pattern, "HEAD ") || strings.HasPrefix(pattern, "GET /openapi") { // the document itself
			continue
		}
		if described[pattern] == nil {
			t.Errorf("%s is not described", pattern)
		}
		delete(described, pattern)
	}
	for call := range described {
		t.Errorf("%s is described, and no route", call)
	}
}

func TestEachCallIsDescribedWhole(t *testing.T) {
	t.Parallel()
	_, document := documentOf(t)
	known := map[string]bool{}
	for _, tag := range document["tags"].([]any) {
		known[tag.(map[string]any)["name"].(string)] = true
	}
	ids := map[string]string{}
	for call, op := range operations(document) {
		if summary, _ := op["summary"].(string); summary == "" {
			t.Errorf("%s has no summary", call)
		}
		if tags, _ := op["tags"].([]any); len(tags) != 1 || !known[tags[0].(string)] {
			t.Errorf("%s has the tags %v", call, tags)
		}
		id, _ := op["operationId"].(string)
		if other := ids[id]; id == "" || other != "" {
			t.Errorf("%s has the operation id %q, as %s has", call, id, other)
		}
		ids[id] = call
		responses := op["responses"].(map[string]any)
		refusal, _ := responses["default"].(map[string]any)
		content, _ := refusal["content"].(map[string]any)
		if content["application/problem+json"] == nil || len(responses) < 2 {
			t.Errorf("%s does not say how it succeeds and how it refuses: %v", call, responses)
		}
	}
}

// Each example in the document is one of what it stands beside.
func TestExamplesFit(t *testing.T) {
	t.Parallel()
	_, document := documentOf(t)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("openapi.json", document); err != nil {
		t.Fatal(err)
	}
	seen := 0
	var walk func(pointer string, value any)
	walk = func(pointer string, value any) {
		switch v := value.(type) {
		case map[string]any:
			if examples, ok := v["examples"].([]any); ok {
				schema, err := compiler.Compile("openapi.json#" + pointer)
				if err != nil {
					t.Fatalf("%s: %v", pointer, err)
				}
				for _, example := range examples {
					seen++
					if err := schema.Validate(example); err != nil {
						t.Errorf("%v", err)
					}
				}
			}
			for name, inner := range v {
				walk(pointer+"/"+strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(name), inner)
			}
		case []any:
			for i, inner := range v {
				walk(pointer+"/"+strconv.Itoa(i), inner)
			}
		}
	}
	walk("", document)
	if seen < 15 {
		t.Errorf("only %d examples", seen)
	}
}

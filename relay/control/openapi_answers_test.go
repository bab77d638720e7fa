package control_test

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// contract holds the answers of a running server against its own OpenAPI document.
type contract struct {
	t        *testing.T
	base     string
	document map[string]any
	compiler *jsonschema.Compiler
	called   map[string]map[string]bool // operation -> the keys of the responses seen, such as 200 and default
}

func newContract(t *testing.T, base string) *contract {
	t.Helper()
	resp, err := http.Get(base + "/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	document, err := jsonschema.UnmarshalJSON(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	c := &contract{t: t, base: base, document: document.(map[string]any), compiler: jsonschema.NewCompiler(), called: map[string]map[string]bool{}}
	c.compiler.AssertFormat()
	if err := c.compiler.AddResource("openapi.json", document); err != nil {
		t.Fatal(err)
	}
	for path, item := range c.document["paths"].(map[string]any) {
		for method := range item.(map[string]any) {
			c.called[strings.ToUpper(method)+" "+path] = map[string]bool{}
		}
	}
	return c
}

// answered is an answer that kept the contract.
type answered struct {
	status int
	value  map[string]any
}

// at is a text in an answer, by its dotted path.
func (a answered) at(path string) string {
	var value any = a.value
	for part := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[part]
		case []any:
			if len(v) == 0 {
				return ""
			}
			value = v[0]
		}
	}
	return fmt.Sprint(value)
}

// call makes a call of an operation, fills its {} in order, and checks the answer. query stands behind the path.
func (c *contract) call(operation, query, body string, want int, fill ...string) answered {
	c.t.Helper()
	method, path, _ := strings.Cut(operation, " ")
	for _, value := range fill {
		head, rest, _ := strings.Cut(path, "{")
		_, tail, _ := strings.Cut(rest, "}")
		path = head + value + tail
	}
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path+query, reader)
	if err != nil {
		c.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	if resp.StatusCode != want {
		c.t.Fatalf("%s%s answered %d, want %d: %s", operation, query, resp.StatusCode, want, text)
	}
	return c.check(operation, resp, text)
}

// check holds an answer against the response that the document has for its status.
func (c *contract) check(operation string, resp *http.Response, text []byte) answered {
	c.t.Helper()
	method, path, _ := strings.Cut(operation, " ")
	op := c.document["paths"].(map[string]any)[path].(map[string]any)[strings.ToLower(method)].(map[string]any)
	responses := op["responses"].(map[string]any)
	key := fmt.Sprint(resp.StatusCode)
	if responses[key] == nil {
		key = "default"
	}
	if resp.StatusCode < 400 && key == "default" {
		c.t.Errorf("%s answered %d, which is not described", operation, resp.StatusCode)
	}
	c.called[operation][key] = true
	got := answered{status: resp.StatusCode}
	content, _ := responses[key].(map[string]any)["content"].(map[string]any)
	if len(content) == 0 {
		if len(text) > 0 {
			c.t.Errorf("%s answered with a body, and none is described: %s", operation, text)
		}
		return got
	}
	mediaType, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err != nil || content[mediaType] == nil {
		c.t.Errorf("%s answered with %q; described is %v", operation, resp.Header.Get("Content-Type"), slices.Collect(maps.Keys(content)))
		return got
	}
	if !strings.HasSuffix(mediaType, "json") {
		return got
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		c.t.Fatalf("%s: %v: %s", operation, err, text)
	}
	escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D")
	pointer := "openapi.json#/paths/" + escape.Replace(path) + "/" + strings.ToLower(method) + "/responses/" + key + "/content/" + escape.Replace(mediaType) + "/schema"
	schema, err := c.compiler.Compile(pointer)
	if err != nil {
		c.t.Fatalf("%s: %v", operation, err)
	}
	if err := schema.Validate(value); err != nil {
		c.t.Errorf("%s answered %d, not as described: %v\n%.600s", operation, resp.StatusCode, err, text)
	}
	got.value, _ = value.(map[string]any)
	return got
}

// Whatever a server answers is what its document says: every call once with success and once with a refusal, where it has one.
func TestAnswersAreAsDescribed(t *testing.T) {
	t.Parallel()
	node, client := start(t, local.Options{Clock: relay.NewVirtualClock(time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC))})
	c := newContract(t, node.ControlURL)

	// Subscriptions of each product: their own fields stand beside the common ones.
	subs := map[string]string{}
	for _, name := range []string{"finpilo", "fintoro", "moneybird", "silverfin", "bookkeeper"} {
		made := c.call("POST /v1/subscriptions", "", fmt.Sprintf(`{"provider":%q,"url":%q,"name":"mine","retry":"5s,1m","rate":100}`, name, node.MockURL+"/"+name), 201)
		subs[name] = made.at("id")
		c.call("GET /v1/subscriptions/{id}", "", "", 200, made.at("id"))
	}
	c.call("POST /v1/subscriptions", "", fmt.Sprintf(`{"provider":"bookkeeper","url":"http://127.0.0.1:1/","urls":{"payment.confirmed":%q}}`, node.MockURL), 201)
	c.call("POST /v1/subscriptions", "", `{"provider":"fintoro","url":"","events":["no.such"]}`, 422)
	c.call("POST /v1/subscriptions", "", `{"provider":1,"colour":[]}`, 422)
	c.call("GET /v1/subscriptions", "?limit=3", "", 200)
	c.call("GET /v1/subscriptions", "?limit=-1", "", 422)
	c.call("GET /v1/subscriptions/{id}", "", "", 404, "sub_none")
	c.call("PATCH /v1/subscriptions/{id}", "", `{"name":"yours","concurrency":2}`, 200, subs["fintoro"])
	c.call("PATCH /v1/subscriptions/{id}", "", `{"retry":"5s,,1"}`, 422, subs["fintoro"])
	c.call("POST /v1/subscriptions/{id}/rotate-secret", "", `{"overlap":"1h"}`, 200, subs["moneybird"])
	c.call("POST /v1/subscriptions/{id}/rotate-secret", "", "", 200, subs["silverfin"])
	c.call("POST /v1/subscriptions/{id}/rotate-secret", "", `{}`, 422, subs["finpilo"])

	// Faults, events and deliveries, some of which fail.
	for _, verify := range []string{
		`{"provider":"silverfin","secret":"a","headers":{"X-SF-SIGNATURE-1":"00"},"body":""}`,
		`{"provider":"silverfin","secret":"a","headers":[{"name":"X-SF-SIGNATURE-1","value":"` + strings.Repeat("0", 64) + `"}],"body_base64":""}`,
		`{"provider":"finpilo","headers":{},"body":"","now":"2026-05-04T09:30:00Z"}`,
	} {
		c.call("POST /v1/verify", "", verify, 200)
	}
	c.call("POST /v1/verify", "", `{"provider":"stripe","headers":{},"body":""}`, 422)
	rule := c.call("POST /v1/faults", "", `{"name":"status","value":"503","filter":"provider:bookkeeper"}`, 201).at("id")
	c.call("POST /v1/faults", "", `{"name":"lose-ack","at":"nowhere"}`, 422)
	c.call("GET /v1/faults", "", "", 200)
	c.call("GET /v1/faults", "?cursor=!", "", 422)
	c.call("GET /v1/faults/{id}", "", "", 200, rule)
	c.call("GET /v1/faults/{id}", "", "", 404, "flt_none")
	c.call("GET /v1/faults/catalog", "?limit=2", "", 200)
	c.call("GET /v1/faults/catalog", "?cursor=x", "", 422)
	deliveries := map[string]string{}
	for name, event := range map[string]string{"finpilo": "document.sent", "fintoro": "invoices.paid", "moneybird": "contact_changed", "silverfin": "export.created", "bookkeeper": "payment.confirmed"} {
		published := c.call("POST /v1/events", "", fmt.Sprintf(`{"provider":%q,"type":%q,"occurred_at":"2026-05-04T09:00:00Z"}`, name, event), 202)
		deliveries[name] = published.at("deliveries.0.id")
		c.call("GET /v1/events/{id}", "", "", 200, published.at("event.id"))
	}
	c.call("POST /v1/events", "", `{"provider":"fintoro","type":"invoices.payed"}`, 422)
	c.call("POST /v1/events", "", `{"provider"`, 400)
	c.call("POST /v1/events", "", `{"provider":"`+strings.Repeat("x", 1<<20)+`"}`, 413)
	c.call("POST /v1/events/batch", "", `{"events":[{"provider":"fintoro","type":"invoices.paid"},{"provider":"moneybird","type":"contact_changed","set":{"entity.firstname":"Ann"}}]}`, 202)
	c.call("POST /v1/events/batch", "", `{"events":[]}`, 422)
	c.call("GET /v1/events", "?limit=2&provider=fintoro&type=invoices.paid", "", 200)
	c.call("GET /v1/events", "?provider=fintro", "", 422)
	c.call("GET /v1/events/{id}", "", "", 404, "evt_none")
	c.call("POST /v1/verify", "", `{"provider":"fintoro","secret":"s","headers":{"webhook-signature":"00"},"body":"{}"}`, 200)
	c.call("POST /v1/verify", "", `{"provider":"fintoro","secret":"s","headers":{}}`, 422)
	c.call("POST /v1/events/preview", "", `{"provider":"moneybird","type":"contact_created"}`, 200)
	c.call("POST /v1/events/preview", "", `{"provider":"fintoro","type":"invoices.payed"}`, 422)
	c.call("GET /v1/clock", "", "", 200)
	c.call("GET /v1/clock", "?x=1", "", 422)
	c.call("POST /v1/clock/advance", "", `{"by":"1s"}`, 200)
	c.call("POST /v1/clock/advance", "", `{"by":"soon"}`, 422)
	c.call("POST /v1/clock/advance", "", `{"by":"next"}`, 200)
	for _, id := range deliveries {
		c.call("GET /v1/deliveries/{id}", "", "", 200, id) // some failed, some are delivered, all have attempts
		c.call("GET /v1/deliveries/{id}/attempts/{n}/signature", "", "", 200, id, "1")
	}
	c.call("GET /v1/deliveries/{id}/attempts/{n}/signature", "", "", 404, deliveries["fintoro"], "99")
	c.call("GET /v1/deliveries/{id}", "", "", 404, "dlv_none")
	c.call("GET /v1/deliveries/{id}/books", "", "", 200, deliveries["fintoro"])
	c.call("GET /v1/deliveries/{id}/books", "", "", 404, "dlv_none")
	c.call("GET /v1/deliveries", "?filter=state:pending&limit=2&order=oldest", "", 200)
	c.call("GET /v1/deliveries", "?filter=provider:fintoro&bounded=true&outcomes=true", "", 200)
	c.call("GET /v1/deliveries", "?filter=state:faild", "", 422)
	c.call("GET /v1/deliveries/groups", "?by=outcome,status", "", 200)
	c.call("GET /v1/deliveries/groups", "?by=colour", "", 422)
	c.call("GET /v1/deliveries/wait", "?filter=provider:fintoro&timeout_ms=0", "", 200)
	c.call("GET /v1/deliveries/wait", "?filter=id:dlv_none", "", 404)
	c.call("POST /v1/deliveries/{id}/retry", "", "", 200, deliveries["bookkeeper"])
	c.call("POST /v1/deliveries/{id}/retry", "", "", 409, deliveries["fintoro"])
	c.call("POST /v1/deliveries/{id}/replay", "", `{"new_id":true}`, 200, deliveries["fintoro"])
	c.call("POST /v1/deliveries/{id}/replay", "", "", 404, "dlv_none")
	taken := takeOne(t, node)
	c.call("GET /v1/incoming", "?provider=moneybird&hook=books&verdict=verified", "", 200)
	c.call("GET /v1/incoming", "?verdict=fine", "", 422)
	c.call("GET /v1/incoming/{id}", "", "", 200, taken.Incoming.ID)
	c.call("GET /v1/incoming/{id}", "?reveal=true", "", 200, taken.Incoming.ID)
	c.call("GET /v1/incoming/{id}", "", "", 404, "inc_none")
	c.call("GET /v1/deliveries/{id}", "", "", 200, taken.Deliveries[0].ID) // one that passes something on
	c.call("POST /v1/subscriptions/{id}/pause", "", "", 200, subs["fintoro"])
	c.call("POST /v1/subscriptions/{id}/pause", "", "", 404, "sub_none")
	held := c.call("POST /v1/events", "", `{"provider":"fintoro","type":"invoices.paid"}`, 202).at("deliveries.0.id")
	c.call("GET /v1/deliveries/{id}", "", "", 200, held) // no attempt yet
	c.call("POST /v1/subscriptions/{id}/test", "", "", 409, subs["fintoro"])
	c.call("POST /v1/deliveries/{id}/cancel", "", "", 200, held)
	c.call("POST /v1/deliveries/{id}/cancel", "", "", 409, held)
	for _, verb := range []string{"retry", "replay", "cancel"} {
		c.call("POST /v1/deliveries/"+verb, "", `{"filter":"provider:moneybird","dry_run":true}`, 200)
		c.call("POST /v1/deliveries/"+verb, "", `{"filter":"colour:blue"}`, 422)
	}
	c.call("POST /v1/subscriptions/{id}/resume", "", "", 200, subs["fintoro"])
	c.call("POST /v1/subscriptions/{id}/resume", "", "", 404, "sub_none")
	c.call("POST /v1/subscriptions/{id}/test", "", `{"type":"invoices.paid"}`, 202, subs["fintoro"])
	c.call("POST /v1/subscriptions/{id}/disable", "", `{"reason":"a test"}`, 200, subs["moneybird"])
	c.call("POST /v1/subscriptions/{id}/disable", "", "", 404, "sub_none")

	// What is known, and the mock.
	c.call("GET /v1/providers", "?limit=2", "", 200)
	c.call("GET /v1/providers", "?cursor=x", "", 422)
	for _, name := range []string{"finpilo", "fintoro", "moneybird", "silverfin", "bookkeeper"} {
		c.call("GET /v1/providers/{provider}", "", "", 200, name)
	}
	c.call("GET /v1/providers/{provider}", "", "", 422, "none")
	c.call("GET /v1/stats", "", "", 200)
	c.call("GET /v1/stats", "?filter=x:y", "", 422)
	c.call("GET /v1/env", "", "", 200)
	c.call("GET /v1/env", "?x=1", "", 422)
	c.call("GET /v1/mock/receipts", "?verdict=accepted", "", 200)
	c.call("GET /v1/mock/receipts", "?verdict=fine", "", 422)
	c.call("GET /v1/mock/ledger", "", "", 200)
	c.call("GET /v1/mock/ledger", "?cursor=!", "", 422)
	c.call("GET /v1/mock/trial-balance", "", "", 200)
	c.call("GET /v1/mock/trial-balance", "?provider=x", "", 422)
	c.call("GET /v1/mock/reconcile", "", "", 200)
	c.call("GET /v1/mock/reconcile", "?provider=x", "", 422)
	c.call("POST /v1/mock/reset", "", "", 204)
	c.call("GET /v1/mock/reconcile", "", "", 200) // with findings
	c.call("POST /v1/mock/reconcile", "", `{"observed":[{"document_id":"invoice/1","amount":"121.00","currency":"EUR"},{"id":"x","reference":"y"}]}`, 200)
	c.call("POST /v1/mock/reconcile", "", `{"observed":[{"id":"x","amount":"1,00"}]}`, 422)
	c.call("POST /v1/mock/reset", "?x=1", "", 422)
	c.call("GET /healthz", "", "", 200)
	c.call("GET /healthz", "?x=1", "", 422)
	c.call("GET /readyz", "", "", 200)
	c.call("GET /readyz", "?x=1", "", 422)
	c.call("GET /metrics", "", "", 200)
	c.stream(client.Base())
	c.call("GET /v1/changes", "?x=1", "", 422)

	c.call("POST /v1/clock/run", "", "", 200)
	c.call("POST /v1/clock/run", "?x=1", "", 422)
	c.call("POST /v1/clock/freeze", "", "", 200)
	c.call("POST /v1/clock/freeze", "?x=1", "", 422)
	c.call("DELETE /v1/subscriptions/{id}", "", "", 204, subs["moneybird"])
	c.call("DELETE /v1/subscriptions/{id}", "", "", 404, "sub_none")
	c.call("DELETE /v1/faults/{id}", "", "", 204, rule)
	c.call("DELETE /v1/faults/{id}", "", "", 404, rule)
	c.call("DELETE /v1/faults", "", "", 204)
	c.call("DELETE /v1/faults", "?x=1", "", 422)
	c.call("POST /v1/reset", "", "", 204)
	c.call("POST /v1/reset", "?x=1", "", 422)

	neverRefuses := []string{"GET /metrics"}
	for operation, keys := range c.called {
		succeeded := slices.ContainsFunc(slices.Collect(maps.Keys(keys)), func(key string) bool { return key != "default" })
		if !succeeded || !keys["default"] && !slices.Contains(neverRefuses, operation) {
			t.Errorf("%s was seen with %v only: add a call here that succeeds and one that is refused", operation, slices.Collect(maps.Keys(keys)))
		}
	}
}

// stream reads one heartbeat and one change, and holds them against the schema of the stream.
func (c *contract) stream(base string) {
	c.t.Helper()
	const operation = "GET /v1/changes"
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, base+"/v1/changes", nil)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Last-Event-ID", "1") // whatever has changed before
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	c.check(operation, resp, nil)
	schema, err := c.compiler.Compile("openapi.json#/paths/~1v1~1changes/get/responses/200/content/text~1event-stream/schema")
	if err != nil {
		c.t.Fatal(err)
	}
	seen, err := readStream(resp.Body, 25)
	if err != nil {
		c.t.Fatal(err)
	}
	if err := schema.Validate(seen); err != nil {
		c.t.Errorf("the stream is not as described: %v", err)
	}
	kinds := map[any]int{}
	for _, message := range seen {
		kinds[message.(map[string]any)["event"]]++
	}
	if kinds["heartbeat"] == 0 || kinds["change"] == 0 {
		c.t.Errorf("the stream had %v", kinds)
	}
}

// readStream reads so many messages of a stream of server-sent events, as the schema of the stream has them.
func readStream(from io.Reader, many int) (messages []any, err error) {
	buffer, one := make([]byte, 1), map[string]any{}
	var line []byte
	for len(messages) < many {
		if _, err := io.ReadFull(from, buffer); err != nil {
			return nil, err
		}
		if buffer[0] != '\n' {
			line = append(line, buffer[0])
			continue
		}
		name, value, _ := strings.Cut(string(line), ": ")
		line = nil
		switch name {
		case "":
			if one["event"] == nil {
				one["event"] = "change" // what is not named
			}
			messages, one = append(messages, one), map[string]any{}
		case "id", "retry", "data":
			var decoded any
			if err := json.Unmarshal([]byte(value), &decoded); err != nil {
				return nil, err
			}
			one[name] = decoded
		default:
			one[name] = value
		}
	}
	return messages, nil
}

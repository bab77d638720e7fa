package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/inbound"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// captures are webhooks as real ones are, each of which tells of somebody: the products' examples, with Quux in them.
func captures() map[string]string {
	return map[string]string{
		"finpilo": `{"documentId":"3e0c9c52-41f7-4a0e-8f5b-0d7f2f2b9a10","documentType":"Invoice","documentNumber":"A-1001","issueDate":"2026-05-02","supplier":{"legalName":"Quux Co","registrationNumber":"9876543210","vatNumber":"LV9876543210"},
			"currency":"EUR","subtotal":100.00,"taxTotal":21.00,"total":121.00,"lineItems":[{"title":"Hours of A. Quux","quantity":1,"price":100.00,"total":100.00}],"fileUrl":"https://files.finpilo.test/quux?key=9876543210"}`,
		"fintoro": `{"id":"0b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44","type":"invoices.paid","occurredAt":"2026-05-04T09:30:00Z","resource":{"type":"invoice","id":4812}}`,
		"moneybird": `{"administration_id":"123456","webhook_id":"482200000000000900","webhook_token":"quux9876543210","entity_type":"Contact","entity_id":"482200000000000501","state":null,"action":"contact_changed",
			"entity":{"id":"482200000000000501","administration_id":"123456","company_name":"Quux BV","firstname":"Quux","address1":"Quux 1","zipcode":"9876 QX","city":"Quux","phone":"9876543210","email":"quux@quux.example",
			"bank_account":"9876543210","chamber_of_commerce":"9876543210","tax_number":"NL9876543210","notes":[{"note":"Quux called"}],"custom_fields":[{"id":"1","name":"x","value":"quux"}]}}`,
		"silverfin": `{"webhook":{"id":700123,"url":"https://quux:9876543210@app.example/silverfin","events":["permanent_document.processed"]},"event":"permanent_document.processed","company":{"id":88001,"name":"Quux Works BV"},
			"document":{"id":91002,"file_name":"quux.pdf","content":"lease of Quux","download_url":"https://files.silverfin.test/9876543210","permanent_document_path":["Quux"],"permanent_document_id":91777}}`,
		"bookkeeper": `{"type":"payment.confirmed","timestamp":"2026-05-04T09:30:00Z","data":{"transaction_id":"txn_0001","reference_id":"INV-2026-0042","amount":"121.00","currency":"EUR","customer_name":"A. Quux","description":"for Quux"}}`,
	}
}

// What came in at a hook, and each delivery that passes it on, becomes a scenario that tells of nobody and runs, also where the app
// was down at first.
func TestCapturedScenariosRun(t *testing.T) {
	t.Parallel()
	app := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer app.Close()
	hooks := []local.Hook{}
	for product := range captures() {
		hooks = append(hooks, local.Hook{Hook: inbound.Hook{Name: product, Provider: product, ForwardUnverified: true}, To: []string{app.URL}})
	}
	node, err := local.Start(t.Context(), local.Options{
		Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0", Bare: true, Clock: relay.NewVirtualClock(repeatableStart()), Public: &local.Public{Listen: "127.0.0.1:0", Hooks: hooks},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := node.Close(); err != nil {
			t.Error(err)
		}
	}()
	client, folder := control.NewClient(node.ControlURL), t.TempDir()
	record := func(want int, args ...string) string {
		t.Helper()
		var stdout, stderr bytes.Buffer
		args = append(append([]string{"fixtures", "record"}, args...), "--server", node.ControlURL)
		if code := run(args, strings.NewReader(""), &stdout, &stderr); code != want {
			t.Fatalf("%q: exit %d\n%s", args, code, stderr.String())
		}
		return stderr.String()
	}
	send := func(product, body string) control.Incoming {
		t.Helper()
		answer, err := http.Post(node.HookURLs[product], "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		came, _, err := client.Incoming(t.Context(), control.IncomingQuery{Limit: 1})
		if err != nil || len(came) != 1 {
			t.Fatalf("%s: %d came in, %v", product, len(came), err)
		}
		return came[0]
	}
	if _, err := client.AddFault(t.Context(), control.AddFault{Name: "status", Value: "503", First: 1}); err != nil {
		t.Fatal(err)
	}
	var all []string
	for product, body := range captures() {
		in := send(product, body)
		if _, err := client.Advance(t.Context(), 10*time.Second); err != nil {
			t.Fatal(err)
		}
		whole, err := client.IncomingRequest(t.Context(), in.ID)
		if err != nil || len(whole.Deliveries) != 1 || whole.Deliveries[0].AttemptCount != 2 {
			t.Fatalf("%s: %+v, %v", product, whole.Deliveries, err)
		}
		all = append(all, in.ID, whole.Deliveries[0].ID)
	}
	record(exitDone, append([]string{"--out", folder}, all...)...)
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(files) != len(all) {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if shown := strings.ToLower(string(text)); strings.Contains(shown, "quux") || strings.Contains(shown, "9876") {
			t.Errorf("%s tells of somebody:\n%s", filepath.Base(path), text)
		}
	}
	runRecorded(t, folder)

	for body, why := range map[string]string{
		`{"hello":"world"}`: "its body is none that fintoro is known to send",
		`{"id":"1b5c2f8e-6d0a-4c57-9a57-3f0e8f1d2c44","type":"invoices.teleported","occurredAt":"2026-05-04T09:30:00Z","resource":{"type":"invoice","id":4812}}`: `fintoro "invoices.teleported"`,
	} {
		in := send("fintoro", body)
		whole, err := client.IncomingRequest(t.Context(), in.ID)
		if err != nil || len(whole.Deliveries) != 1 {
			t.Fatalf("%+v, %v", whole, err)
		}
		for _, id := range []string{in.ID, whole.Deliveries[0].ID} {
			if said := record(exitRefused, id); !strings.Contains(said, why) || !strings.Contains(said, "cannot be recorded") {
				t.Errorf("%s: it says %s", id, said)
			}
		}
	}
}

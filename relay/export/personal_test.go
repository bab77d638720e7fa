package export_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// personalKeys are where the products' bodies tell of somebody: Moneybird's contact and sales invoice, Silverfin's document, Finpilo's
// supplier, and what Bookkeeper and Fintoro may tell of a customer. Source: vendor documentation of Moneybird, product description of
// Silverfin; the others are our choice.
func personalKeys() []string {
	return []string{
		"company_name", "firstname", "lastname", "attention", "address1", "address2", "zipcode", "city", "phone", "email", "tax_number", "chamber_of_commerce", "bank_account",
		"sepa_iban", "sepa_iban_account_name", "sepa_bic", "sepa_mandate_id", "credit_card_number", "credit_card_reference", "si_identifier", "email_ubl", "send_invoices_to_attention", "send_invoices_to_email", "send_estimates_to_email",
		"content", "file_name", "download_url", "permanent_document_path", "legalName", "registrationNumber", "vatNumber", "contactPerson", "postalCode", "street", "customer_name", "customer_email",
		"full_name", "iban", "bic", "date_of_birth", "account_holder", "mobile", "webhook_token", "password", "public_view_code", "Authorization",
		"note", "notes", "comment", "remark", "message", "description", "title", "memo", "email_message", "invoice_sequence_description",
	}
}

// Whatever a real body holds, and however deep: nothing of what tells who somebody is stands in the scenario.
func TestScenarioTellsOfNobody(t *testing.T) {
	t.Parallel()
	const mark = "Qxmark"
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.Map(rapid.StringMatching(`[a-zé .\-]{0,12}`), func(text string) string { return mark + text + mark })
		hidden := rapid.OneOf(words, rapid.Map(words, func(w string) string { return "https://files.example.test/" + w + "?key=" + w }), rapid.Just("+371 6700 00 "+mark))
		number := rapid.IntRange(98_700_000_000, 98_799_999_999)
		var value func(depth int) map[string]json.RawMessage
		quote := func(v any) json.RawMessage {
			text, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		value = func(depth int) map[string]json.RawMessage {
			o := map[string]json.RawMessage{}
			for _, key := range rapid.SliceOfN(rapid.SampledFrom(personalKeys()), 1, 6).Draw(t, "keys") {
				switch text := hidden.Draw(t, "value"); rapid.IntRange(0, 2).Draw(t, "form") {
				case 0:
					o[key] = quote([]string{text, text})
				default:
					o[key] = quote(text)
				}
			}
			o["id"], o["total"] = quote("482200000000000777"), quote("121.00")
			o["phone_number"], o["vat_number"] = quote(number.Draw(t, "phone")), quote(number.Draw(t, "vat"))
			o["hint"] = quote("ask " + mark + "@" + mark + ".example or https://x.example/" + mark + "?a=" + mark + " at +31 98 700 000 00")
			o["custom_fields"] = quote([]map[string]string{{"name": "field", "value": hidden.Draw(t, "custom")}})
			if depth < 3 {
				inner := value(depth + 1)
				inner["name"] = quote(words.Draw(t, "name"))
				o[rapid.SampledFrom([]string{"contact", "supplier", "customer", "company"}).Draw(t, "party")] = quote(inner)
				o["details"] = quote([]map[string]json.RawMessage{value(3)})
			}
			return o
		}
		out, err := export.Scenario(&control.Delivery{ID: "dlv_1"}, event("sales_invoice_updated", string(quote(value(1)))))
		if err != nil {
			t.Fatal(err)
		}
		for _, trace := range []string{mark, strings.ToLower(mark), ": 987", "98 700"} {
			if strings.Contains(string(out), trace) {
				t.Fatalf("%q is in\n%s", trace, out)
			}
		}
		if !strings.Contains(string(out), "482200000000000777") || !strings.Contains(string(out), `"121.00"`) {
			t.Fatalf("what tells of nobody is gone:\n%s", out)
		}
	})
}

// What tells of nobody stays, so that the scenario is still of the same thing.
func TestScenarioKeepsWhatIsNobodys(t *testing.T) {
	t.Parallel()
	data := `{"account_number":"8000","url":"http://127.0.0.1:7117/finpilo/files/1?key=s3cret","reference":"PO-1","contact_id":"7","currency":"EUR","capacity":"5","creditnote":"CN-1","tax_number_validated_at":"2026-05-04"}`
	out, err := export.Scenario(&control.Delivery{ID: "dlv_1"}, event("x", data))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"8000"`, `"http://127.0.0.1:7117/finpilo/files/1"`, `"PO-1"`, `"7"`, `"EUR"`, `"5"`, `"CN-1"`, `"2026-05-04"`} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%s is gone:\n%s", want, out)
		}
	}
}

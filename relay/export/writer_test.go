package export

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestWriter(t *testing.T) {
	t.Parallel()
	body := `{"a":1}`
	deliveries := []control.Delivery{{ID: "dlv_1", URL: "http://127.0.0.1:1/a", Body: &body, Provider: "fintoro", Type: "invoices.paid"}, {ID: "dlv_2", URL: "http://127.0.0.1:1/b", Body: &body, Provider: "fintoro", Type: "invoices.paid"}}
	for format, between := range map[Format]string{JSONLines: "}\n{", CurlCommands: "\n\n# dlv_2", ScenarioFormat: "\n    as: invoices-paid-2\n", HTTPArchive: `"log"`} {
		var none, two bytes.Buffer
		empty := NewWriter(&none, format, "test")
		if err := empty.Close(); err != nil {
			t.Error(err)
		}
		if format == HTTPArchive != json.Valid(none.Bytes()) || format != HTTPArchive && none.Len() > 0 {
			t.Errorf("%s of nothing is %q", format, none.String())
		}
		w := NewWriter(&two, format, "test")
		for i := range deliveries {
			if err := w.Add(&deliveries[i], &control.Event{ID: "evt_" + deliveries[i].ID, Type: deliveries[i].Type}); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		if text := two.String(); !strings.Contains(text, between) || !strings.HasSuffix(text, "\n") {
			t.Errorf("%s is %s", format, text)
		}
	}
}

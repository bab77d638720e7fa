package control_test

import (
	jsonraw "encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

func TestABatchMayHaveMoreThanAMebibyte(t *testing.T) {
	t.Parallel()
	_, client := start(t, local.Options{Bare: true})
	requests := make([]control.PublishRequest, 12)
	for i := range requests {
		requests[i] = control.PublishRequest{Provider: "bookkeeper", Type: "payment.confirmed", Data: jsonraw.RawMessage(`{"note":"` + strings.Repeat("x", 1<<20-2000) + `"}`)}
	}
	if published, err := client.PublishBatch(t.Context(), requests); err != nil || len(published) != len(requests) {
		t.Errorf("%d were published, %v", len(published), err)
	}
}

// post sends a body as it is.
func post(t *testing.T, url, body string) (status int, text string) {
	t.Helper()
	resp, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(answer)
}

func TestAWrongBatchSaysWhereAndIsShort(t *testing.T) {
	t.Parallel()
	node, _ := start(t, local.Options{Bare: true})
	const good = `{"provider":"fintoro","type":"invoices.paid"}`
	long := strings.Repeat("x", 1000)
	for name, test := range map[string]struct {
		events string // the list
		want   []string
	}{
		"the fourth has no such type": {
			`[` + strings.Repeat(good+",", 3) + `{"provider":"fintoro","type":"invoices.payed"}]`,
			[]string{`"detail":"events[3]: event: `, `"location":"body.events[3].type"`},
		},
		"the only one has no such type": {
			`[{"provider":"fintoro","type":"invoices.payed"}]`, []string{`"location":"body.events[0].type"`},
		},
		"the second has no type": {
			`[` + good + `,{"provider":"fintoro"}]`, []string{`"location":"body.events[1].type"`},
		},
		"the second has data that is not the product's": {
			`[` + good + `,{"provider":"fintoro","type":"invoices.paid","data":{"a":"` + long + `"}}]`, []string{`"location":"body.events[1].data"`},
		},
		"the second has a type that is a number": {
			`[` + good + `,{"provider":"fintoro","type":5,"data":"` + long + `"}]`, []string{"events[1]", "/events/1/type"},
		},
		"the second has an unknown name": {
			`[` + good + `,{"provider":"fintoro","typ":"` + long + `"}]`, []string{"events[1]", "typ"},
		},
		"1,001 events": {
			`[` + strings.Repeat(good+",", 1000) + good + `]`, []string{"events has more than 1000"},
		},
		"very many empty events":    {`[{}` + strings.Repeat(",{}", 5_000_000) + `]`, []string{"events has more than 1000"}},
		"no event":                  {`[]`, []string{"there are none", "1 to 1000"}},
		"no list":                   {`"` + long + `"`, []string{"events is a list"}},
		"no end":                    {`[` + good + `,`, []string{"events[1]"}},
		"an event that is no event": {`[` + good + `,[` + long + `]]`, []string{"events[1]"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, text := post(t, node.ControlURL+"/v1/events/batch", `{"events":`+test.events+`}`)
			if status != 422 || len(text) > 800 {
				t.Errorf("answered %d with %d bytes: %.800s", status, len(text), text)
			}
			for _, want := range test.want {
				if !strings.Contains(text, want) {
					t.Errorf("%q is not in %.800s", want, text)
				}
			}
		})
	}
}

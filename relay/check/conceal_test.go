package check_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/check"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// A receiver that repeats all that it was sent, and what it knows, spoils no report.
func TestNoSecretStandsInAReport(t *testing.T) {
	t.Parallel()
	const marked = "zq7mark-"
	samples, err := fixtures.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, dialect := range provider.All() {
		name := dialect.Traits().Name
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			secrets := []string{marked + "secret"}
			switch name {
			case "silverfin":
				secrets = append(secrets, marked+"secret-2")
			case "bookkeeper":
				secrets = []string{"whsec_enE3bWFyay16cTdtYXJrLXpxN21hcmst"}
			}
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				w.Header().Set("X-Echo", r.Header.Get("Authorization")+r.URL.RawQuery)
				w.Header().Set("Set-Cookie", "sid="+marked)
				w.WriteHeader(http.StatusTeapot)
				fmt.Fprintf(w, "%v\n%s\nI know %v", r.Header, body, secrets)
			}))
			t.Cleanup(server.Close)
			report, err := check.Run(t.Context(), check.Options{
				URL: strings.Replace(server.URL, "://", "://user:"+marked+"password@", 1) + "/?key=" + marked + "query", Dialect: dialect, Secrets: secrets,
				Next: marked + "next", Old: marked + "old", Token: marked + "token", Samples: samples, Clock: relay.RealClock{}, Only: []string{"delivery/valid"},
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(report.Results) != 1 || len(report.Results[0].Exchanges) != 1 || report.Results[0].Exchanges[0].Response == nil {
				t.Fatalf("nothing was exchanged: %+v", report)
			}
			text := fmt.Sprintf("%+v %s %s %+v", report, report.Results[0].Exchanges[0].Sent.Body, report.Results[0].Exchanges[0].Response.Body, report.Results[0].Exchanges[0].Response)
			if at := strings.Index(text, marked); at >= 0 {
				t.Errorf("a secret stands in it: …%q…", text[max(0, at-60):min(len(text), at+40)])
			}
			if strings.Contains(text, secrets[0]) {
				t.Errorf("%s stands in it", secrets[0])
			}
			if name == "moneybird" && !strings.Contains(text, `"webhook_token":"***"`) {
				t.Errorf("the token is not told to be hidden: %s", text)
			}
		})
	}
}

// A token that was drawn opens nothing: a request that is shown with it can be sent again.
func TestADrawnTokenIsShown(t *testing.T) {
	t.Parallel()
	samples, err := fixtures.New()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(server.Close)
	report, err := check.Run(t.Context(), check.Options{
		URL: server.URL, Dialect: provider.Moneybird(), Secrets: []string{"a-secret"}, Samples: samples, Clock: relay.RealClock{}, Only: []string{"delivery/valid"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if body := report.Results[0].Exchanges[0].Sent.Body; strings.Contains(string(body), "***") {
		t.Errorf("it is hidden: %s", body)
	}
}

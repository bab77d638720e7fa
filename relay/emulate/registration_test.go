package emulate_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/emulate"
)

// The printed command registers a webhook, and the next event goes there with the secret that was answered.
func TestRegistration(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		event  string
		status int
		secret []string // the keys of the answer that hold secrets; none: the API key that was given
	}{
		"finpilo":    {"document.sent", 200, nil},
		"fintoro":    {"invoices.paid", 201, []string{"plainTextSecret"}},
		"moneybird":  {"sales_invoice_created", 201, []string{"secret"}},
		"silverfin":  {"permanent_document.processed", 201, []string{"webhook_signing_token_1", "webhook_signing_token_2"}},
		"bookkeeper": {"payment.confirmed", 201, []string{"secret"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			front := httptest.NewServer(s)
			defer front.Close()
			curl := emulate.Registration(name, front.URL+"/"+name, tokenOf(name))
			status, body := run(t, curl, tokenOf(name))
			if status != tt.status {
				t.Fatalf("%s\n%d %s", curl, status, body)
			}
			var made map[string]any
			if err := json.Unmarshal(body, &made); err != nil {
				t.Fatal(err)
			}
			deliveries := s.publish(t, name, tt.event)
			if len(deliveries) != 1 {
				t.Fatalf("%d deliveries are planned, want 1", len(deliveries))
			}
			url := "http://127.0.0.1:3000/webhooks/" + name
			if deliveries[0].URL != url || made["url"] != url {
				t.Errorf("a delivery is planned for %s, registered was %v", deliveries[0].URL, made["url"])
			}
			sub, err := s.engine.Subscription(deliveries[0].SubscriptionID)
			if err != nil {
				t.Fatal(err)
			}
			want := []string{"local-dev-key"}
			if tt.secret != nil {
				want = nil
			}
			for _, key := range tt.secret {
				secret, _ := made[key].(string)
				want = append(want, secret)
			}
			if diff := cmp.Diff(want, sub.ActiveSecrets(s.clock.Now())); diff != "" {
				t.Errorf("secrets (-answered +used):\n%s", diff)
			}
		})
	}
	if curl := emulate.Registration("stripe", baseURL, "any"); curl != "" {
		t.Errorf("an unknown product has %q", curl)
	}
}

// The further commands that are printed work one after the other.
func TestExamplesWork(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]int{"finpilo": 5, "bookkeeper": 3, "fintoro": 2, "moneybird": 2, "silverfin": 2, "stripe": 0} {
		s := newServer(t)
		front := httptest.NewServer(s)
		defer front.Close()
		curls := emulate.Examples(name, front.URL+"/"+name, "any")
		if len(curls) != want {
			t.Errorf("%s has %d, want %d", name, len(curls), want)
		}
		for _, curl := range curls {
			if status, body := run(t, curl, "any"); status >= 300 {
				t.Errorf("%s\n%d %s", curl, status, body)
			}
		}
	}
}

func TestRegistrationQuotes(t *testing.T) {
	t.Parallel()
	curl := emulate.Registration("bookkeeper", `http://[::1]:7117/it's $(here)`, `to'ken $x`)
	if got := words(t, curl)[3]; got != `http://[::1]:7117/it's $(here)/v1/endpoints` {
		t.Errorf("the URL is %s", got)
	}
	if got := words(t, curl)[5]; got != `Authorization: Bearer to'ken $x` {
		t.Errorf("the header is %s", got)
	}
}

// run does what the curl command would.
func run(t *testing.T, curl, token string) (int, []byte) {
	t.Helper()
	args := words(t, curl)
	if n := len(args); n != 6 && n != 10 || args[0] != "curl" || args[1] != "-X" || args[4] != "-H" || n == 10 && (args[6] != "-H" || args[8] != "-d") {
		t.Fatalf("not the command expected: %q", args)
	}
	headers, sent := []string{args[5]}, ""
	if len(args) == 10 {
		headers, sent = append(headers, args[7]), args[9]
	}
	r, err := http.NewRequestWithContext(t.Context(), args[2], args[3], strings.NewReader(sent))
	if err != nil {
		t.Fatal(err)
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Set(name, value)
	}
	if got := r.Header.Get("Authorization"); got != "Bearer "+token {
		t.Errorf("Authorization %q, want the token %q", got, token)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, body
}

// words splits a command as a shell does that meets single quotes and backslashes only.
func words(t *testing.T, command string) []string {
	t.Helper()
	var list []string
	var word strings.Builder
	inQuotes, escaped := false, false
	for _, r := range command {
		switch {
		case escaped:
			word.WriteRune(r)
			escaped = false
		case r == '\'':
			inQuotes = !inQuotes
		case inQuotes:
			word.WriteRune(r)
		case r == '\\':
			escaped = true
		case r == ' ':
			list = append(list, word.String())
			word.Reset()
		case strings.ContainsRune("$`\"*?[]{}()<>|&;~#!", r):
			t.Fatalf("the shell would read %q in %s", r, command)
		default:
			word.WriteRune(r)
		}
	}
	if inQuotes || escaped {
		t.Fatalf("a quote is open in %s", command)
	}
	return append(list, word.String())
}

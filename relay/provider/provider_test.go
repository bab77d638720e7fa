package provider_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

func TestAllAndByName(t *testing.T) {
	t.Parallel()
	var names []string
	for _, dialect := range provider.All() {
		name := dialect.Traits().Name
		names = append(names, name)
		if got, ok := provider.ByName(name); !ok || got != dialect {
			t.Errorf("ByName(%q) = %v, %v", name, got, ok)
		}
	}
	if diff := cmp.Diff([]string{"finpilo", "fintoro", "moneybird", "silverfin", "bookkeeper"}, names); diff != "" {
		t.Errorf("All (-want +got):\n%s", diff)
	}
	for _, unknown := range []string{"", "Fintoro", "stripe"} {
		if got, ok := provider.ByName(unknown); ok || got != nil {
			t.Errorf("ByName(%q) = %v, %v; want nil, false", unknown, got, ok)
		}
	}
}

// Every product's whole schedule, in one place.
func TestSchedules(t *testing.T) {
	t.Parallel()
	s := time.Second
	type rules struct {
		Gaps          []time.Duration
		Timeout       time.Duration
		Expires, Gone bool
	}
	want := map[string]rules{
		"finpilo":    {Gaps: []time.Duration{}, Timeout: 30 * s},
		"fintoro":    {Gaps: []time.Duration{10 * s, 100 * s, 1000 * s, 10000 * s}, Timeout: 10 * s},
		"moneybird":  {Gaps: []time.Duration{15 * s, 16 * s, 31 * s, 96 * s, 271 * s, 640 * s, 1311 * s, 2416 * s, 4111 * s, 6576 * s}, Timeout: 10 * s},
		"silverfin":  {Gaps: []time.Duration{42 * s, 84 * s, 168 * s, 336 * s, 672 * s, 1344 * s, 2688 * s, 5376 * s, 10752 * s, 21504 * s, 43008 * s, 86016 * s}, Timeout: 10 * s, Expires: true},
		"bookkeeper": {Gaps: []time.Duration{5 * s, 300 * s, 1800 * s, 7200 * s, 18000 * s, 36000 * s, 50400 * s, 72000 * s, 86400 * s}, Timeout: 15 * s, Gone: true},
	}
	got := map[string]rules{}
	for _, dialect := range provider.All() {
		traits := dialect.Traits()
		got[traits.Name] = rules{traits.Schedule.Gaps(), traits.Timeout, traits.ExpiresWhenSpent, traits.GoneDisables}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	if total := provider.Silverfin().Traits().Schedule.Total(); total < 47*time.Hour || total > 49*time.Hour {
		t.Errorf("Silverfin's retries take %v, want about 48 h", total)
	}
}

func TestFacts(t *testing.T) {
	t.Parallel()
	everywhere := []string{
		"auth", "signed_bytes", "key_bytes", "encoding", "secret_shape", "rotation", "dedup", "success", "timeout",
		"retries", "waits", "body", "content_type", "redirects", "user_agent", "management_base", "undocumented",
	}
	snake := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	for _, dialect := range provider.All() {
		traits := dialect.Traits()
		t.Run(traits.Name, func(t *testing.T) {
			t.Parallel()
			for _, text := range []string{traits.Title, traits.Auth, traits.DedupKey, traits.SuccessRule} {
				if text == "" {
					t.Errorf("a trait is empty: %+v", traits)
				}
			}
			var names []string
			for _, fact := range traits.Facts {
				if slices.Contains(names, fact.Name) {
					t.Errorf("the fact %s stands twice", fact.Name)
				}
				names = append(names, fact.Name)
				if !snake.MatchString(fact.Name) || fact.Value == "" {
					t.Errorf("fact %+v", fact)
				}
				if !slices.Contains([]relay.FactSource{relay.Documented, relay.ThirdParty, relay.Chosen}, fact.Source) {
					t.Errorf("the fact %s has source %q", fact.Name, fact.Source)
				}
			}
			for _, name := range everywhere {
				if !slices.Contains(names, name) {
					t.Errorf("the fact %s is missing", name)
				}
			}
			traits.Facts[0].Value, traits.SecretNames[0] = "changed", "changed"
			if again := dialect.Traits(); again.Facts[0].Value == "changed" || again.SecretNames[0] == "changed" {
				t.Error("a caller can change the traits")
			}
		})
	}
}

// A fact names no flag, since flags come and go in another package; and what is not built yet is said to be so.
func TestFactsPromiseNothing(t *testing.T) {
	t.Parallel()
	notBuilt := map[string][]string{}
	for _, dialect := range provider.All() {
		traits := dialect.Traits()
		var got []string
		for _, fact := range traits.Facts {
			if strings.Contains(fact.Value, "--") {
				t.Errorf("%s: the fact %s names a flag: %s", traits.Name, fact.Name, fact.Value)
			}
			if strings.Contains(fact.Value, "not built yet") {
				got = append(got, fact.Name)
				if fact.Source != relay.Chosen {
					t.Errorf("%s: the fact %s says what is missing here as if it were %s", traits.Name, fact.Name, fact.Source)
				}
			}
		}
		slices.Sort(got)
		slices.Sort(notBuilt[traits.Name])
		if diff := cmp.Diff(notBuilt[traits.Name], got); diff != "" {
			t.Errorf("%s: facts that say what is not built yet (-want +got):\n%s", traits.Name, diff)
		}
	}
}

// What is ours is never shown as the vendor's. Each entry is a figure or shape that PROVIDERS.md marks as chosen.
func TestOurChoicesAreMarked(t *testing.T) {
	t.Parallel()
	chosen := map[string][]string{
		"finpilo":    {"success_codes", "reference_order", "body_keys", "dedup", "waits", "file_auth", "event_type", "signed_bytes"},
		"fintoro":    {"secret_shape", "header_casing", "local_urls", "company"},
		"moneybird":  {"timeout", "waits", "rotation_overlap", "dedup_shape", "probe_shape", "event_group_rule", "timestamp", "probe_failed", "reads_here", "administrations_here", "rate_limit_here"},
		"silverfin":  {"timeout", "waits", "sections", "document_key", "management_base", "body_events"},
		"bookkeeper": {"auth", "signed_bytes", "key_bytes", "encoding", "dedup", "success", "timeout", "waits", "body", "event_types", "gone"},
	}
	documented := map[string][]string{
		"finpilo":    {"auth", "timeout", "success", "reference"},
		"fintoro":    {"auth", "signed_bytes", "key_bytes", "encoding", "dedup", "success", "timeout", "retries", "waits"},
		"moneybird":  {"auth", "signed_bytes", "encoding", "dedup", "success", "retries"},
		"silverfin":  {"auth", "signed_bytes", "key_bytes", "encoding", "success", "retries", "after_last_retry"},
		"bookkeeper": {"auth_kind", "retries", "routing"},
	}
	for _, dialect := range provider.All() {
		traits := dialect.Traits()
		sources := map[string]relay.FactSource{}
		for _, fact := range traits.Facts {
			sources[fact.Name] = fact.Source
		}
		for _, name := range append(chosen[traits.Name], "content_type", "user_agent", "redirects", "undocumented", "management_base") {
			if sources[name] != relay.Chosen {
				t.Errorf("%s: the fact %s is %q, want chosen", traits.Name, name, sources[name])
			}
		}
		for _, name := range documented[traits.Name] {
			if sources[name] != relay.Documented {
				t.Errorf("%s: the fact %s is %q, want documented", traits.Name, name, sources[name])
			}
		}
	}
}

func TestTakes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		provider string
		events   []string
		event    string
		want     bool
	}{
		"fintoro takes what is named":                {"fintoro", []string{"a.b", "invoices.paid"}, "invoices.paid", true},
		"fintoro has no groups":                      {"fintoro", []string{"invoices"}, "invoices.paid", false},
		"silverfin takes what is named":              {"silverfin", []string{"export.created"}, "export.destroyed", false},
		"moneybird takes what is named":              {"moneybird", []string{"contact_changed"}, "contact_changed", true},
		"moneybird takes a group":                    {"moneybird", []string{"contact"}, "contact_changed", true},
		"moneybird takes an inner group":             {"moneybird", []string{"sales_invoice_state_changed"}, "sales_invoice_state_changed_to_paid", true},
		"a group is no mere beginning":               {"moneybird", []string{"sales_invoice"}, "sales_invoices_changed", false},
		"a group does not take another's end":        {"moneybird", []string{"sales_invoice"}, "external_sales_invoice_created", false},
		"document takes document_style too":          {"moneybird", []string{"document"}, "document_style_created", true},
		"legacy takes states of sales invoices":      {"moneybird", []string{"legacy"}, "sales_invoice_state_changed_to_late", true},
		"legacy takes nothing else":                  {"moneybird", []string{"legacy"}, "sales_invoice_updated", false},
		"legacy takes no external sales invoices":    {"moneybird", []string{"legacy"}, "external_sales_invoice_state_changed_to_paid", false},
		"legacy and a group take both":               {"moneybird", []string{"legacy", "contact"}, "contact_merged", true},
		"finpilo takes its one type":                 {"finpilo", []string{"document.sent"}, "document.sent", true},
		"bookkeeper does not take what is not named": {"bookkeeper", []string{"refund.initiated"}, "payment.confirmed", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dialect, _ := provider.ByName(tt.provider)
			if got := dialect.Takes(tt.events, tt.event); got != tt.want {
				t.Errorf("Takes(%q, %q) = %v, want %v", tt.events, tt.event, got, tt.want)
			}
		})
	}
	for _, dialect := range provider.All() {
		if !dialect.Takes(nil, "any") || !dialect.Takes([]string{}, "any_other") {
			t.Errorf("%s: a subscription without events does not take every type", dialect.Traits().Name)
		}
		traits := dialect.Traits()
		if legacy := slices.Equal(traits.EventModes, []string{"legacy"}); legacy != (traits.Name == "moneybird") {
			t.Errorf("%s has the modes %q", traits.Name, traits.EventModes)
		}
	}
}

func TestIdentityKeys(t *testing.T) {
	t.Parallel()
	want := map[string][]string{
		"finpilo":    {"documentId"},
		"fintoro":    {"id", "type"},
		"moneybird":  {"administration_id", "webhook_id", "webhook_token", "action"},
		"silverfin":  {"webhook", "event"},
		"bookkeeper": {"type"},
	}
	got := map[string][]string{}
	for _, dialect := range provider.All() {
		got[dialect.Traits().Name] = dialect.IdentityKeys()
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("identity keys (-want +got):\n%s", diff)
	}
}

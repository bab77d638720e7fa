package main

import (
	"fmt"
	"net/http"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// dyingApp is an app for the scripts that ends at its first webhook.
func dyingApp() {
	err := http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		fmt.Println("dying app: a webhook came")
		os.Exit(3)
	}))
	fmt.Println("dying app:", err)
	os.Exit(4)
}

// hangingApp is one that answers no webhook, and says with a file named came that one has come.
func hangingApp() {
	err := http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if err := os.WriteFile("came", nil, 0o600); err != nil {
			fmt.Println("hanging app:", err)
		}
		<-r.Context().Done()
	}))
	fmt.Println("hanging app:", err)
	os.Exit(4)
}

// An app meets the faults that a scenario means for the mock's answers; those of the products' APIs stay where they are, and the
// scenario itself stays as it is.
func TestFaultsForAnApp(t *testing.T) {
	t.Parallel()
	rules := map[control.AddFault]string{
		{Name: "lose-ack"}:                              "",
		{Name: "lose-ack", At: "receiver"}:              "sender",
		{Name: "status", Value: "503", At: "receiver"}:  "sender",
		{Name: "bad-signature", At: "sender"}:           "sender",
		{Name: "detail-404", At: "api"}:                 "api",
		{Name: "detail-404", At: "receiver"}:            "receiver", // refused, with the reason
		{Name: "no fault of that name", At: "receiver"}: "receiver",
	}
	for rule, want := range rules {
		s := scenario.Scenario{Faults: []scenario.Fault{{Rule: rule}}, Steps: []scenario.Step{{}, {Fault: &scenario.Fault{Rule: rule}}}}
		changed := s
		forApp(&changed)
		got := []string{changed.Faults[0].Rule.At, changed.Steps[1].Fault.Rule.At, s.Faults[0].Rule.At, s.Steps[1].Fault.Rule.At}
		if diff := cmp.Diff([]string{want, want, rule.At, rule.At}, got); diff != "" {
			t.Errorf("%s at %q (-want +got):\n%s", rule.Name, rule.At, diff)
		}
	}
}

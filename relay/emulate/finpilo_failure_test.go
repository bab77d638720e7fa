package emulate

import (
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
)

// The three failures that the product documents, and what else can end a send here.
func TestFailureOf(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		delivery   relay.Delivery
		code, text string
	}{
		"an HTTP error":     {relay.Delivery{State: relay.Failed, LastOutcome: relay.HTTPError, LastStatus: 503}, "http_error", "status 503"},
		"a timeout":         {relay.Delivery{State: relay.Failed, LastOutcome: relay.Timeout}, "timeout", "30 seconds"},
		"no target":         {relay.Delivery{State: relay.Failed, Reason: relay.ReasonNoTarget}, "no_target", "without a URL"},
		"no connection":     {relay.Delivery{State: relay.Failed, LastOutcome: relay.ConnectError, LastError: "connection refused\x1b[31m"}, "connect_error", "connection refused"},
		"a canceled send":   {relay.Delivery{State: relay.Canceled}, "canceled", "canceled"},
		"a turned-off hook": {relay.Delivery{State: relay.Failed, Reason: relay.ReasonSubscriptionDisabled}, "subscription_disabled", "turned off"},
	}
	for name, tt := range tests {
		got := failureOf(&tt.delivery)
		if got.Code != tt.code || !strings.Contains(got.Message, tt.text) || strings.Contains(got.Message, "\x1b") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

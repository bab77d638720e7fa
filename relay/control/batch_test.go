package control_test

import (
	jsonraw "encoding/json"
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

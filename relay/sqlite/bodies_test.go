package sqlite

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestEqualBodiesAreStoredOnce(t *testing.T) {
	t.Parallel()
	s := open(t)
	p := onePublication(1)
	for i, body := range []string{"body 1", "other", ""} {
		d := p.Deliveries[0]
		d.ID, d.Body = fmt.Sprintf("dlv_1%d", i), []byte(body)
		p.Deliveries = append(p.Deliveries, d)
	}
	replay, edited := p.Deliveries[0], p.Deliveries[0]
	replay.ID, replay.ReplayOf = "dlv_r", "dlv_1"
	edited.ID, edited.ReplayOf, edited.Body = "dlv_e", "dlv_1", []byte("edited")
	for _, p := range []relay.Publication{p, {Deliveries: []relay.Delivery{replay}}, {Deliveries: []relay.Delivery{edited}}} {
		_, _, err := s.Publish(t.Context(), relay.Batch{Publications: []relay.Publication{p}})
		must(t, err)
	}
	rows, err := s.db.reader.search(t.Context(), "SELECT CAST(bytes AS TEXT) FROM bodies")
	must(t, err)
	stored, err := collect(rows, func(r row) (string, error) {
		var body string
		err := r.Scan(&body)
		return body, err
	})
	must(t, err)
	slices.Sort(stored)
	if diff := cmp.Diff([]string{"body 1", "edited", "other"}, stored); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

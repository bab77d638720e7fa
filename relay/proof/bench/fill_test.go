package bench

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
)

func TestFill(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "filled", "ledgerhook.db")
	must(t, Fill(t.Context(), path, "http://127.0.0.1:1", 40))
	d, err := openDesk(t.Context(), path, "", 1)
	must(t, err)
	states, err := d.stored(t.Context())
	must(t, errors.Join(err, d.store.Close()))
	if diff := cmp.Diff(map[relay.DeliveryState]int{relay.Delivered: 40}, states); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
	if d.sub.URL != "http://127.0.0.1:1" {
		t.Errorf("it is owed to %s", d.sub.URL)
	}
	if want := filepath.Dir(filepath.Dir(path)); StateHome(path) != want {
		t.Errorf("the key is said to be below %s, and is below %s", StateHome(path), want)
	}
	var wrong *relay.InputError
	if err := Fill(t.Context(), path, "", 0); !errors.As(err, &wrong) {
		t.Errorf("none are filled with %v", err)
	}
}

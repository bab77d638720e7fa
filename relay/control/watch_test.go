package control_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// nextChange publishes once the stream is connected and returns the first change.
func nextChange(t *testing.T, client *control.Client, after uint64) control.Change {
	t.Helper()
	var first control.Change
	errEnough := errors.New("enough")
	err := client.Watch(t.Context(), after, func(c control.Change) error {
		if c.Kind == "" {
			_, err := client.Publish(t.Context(), control.PublishRequest{Provider: "fintoro", Type: "invoices.paid"}, "")
			return err
		}
		first = c
		return errEnough
	})
	if !errors.Is(err, errEnough) {
		t.Fatal(err)
	}
	return first
}

// A number of before a restart is known for one, also when the new process has made more changes than that.
func TestWatchOverARestart(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "relay.db")
	node, client := start(t, local.Options{DB: db, Bare: true})
	before := nextChange(t, client, 0)
	if before.Missed {
		t.Error("a new watcher missed something")
	}
	if err := node.Close(); err != nil {
		t.Fatal(err)
	}
	_, client = start(t, local.Options{DB: db, Bare: true})
	for range 3 {
		nextChange(t, client, 0)
	}
	if after := nextChange(t, client, before.Number); !after.Missed || after.Number <= before.Number {
		t.Errorf("resumed with number %d, missed %v; before the restart it was %d", after.Number, after.Missed, before.Number)
	}
}

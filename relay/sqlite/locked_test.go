package sqlite

import (
	"database/sql"
	"errors"
	"path/filepath"
	"sync"
	"testing"

	modernc "modernc.org/sqlite"

	"github.com/ledgerhook/ledgerhook/relay"
)

// While another program holds the file, everybody who waits is refused together and not one after the other, and writing
// goes on as soon as it is let go.
func TestALockedFileRefusesEverybodyAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.db")
	s := openAt(t, path)
	driver, err := newDriver()
	must(t, err)
	other := sql.OpenDB(connector{driver, writerDSN(path, true)})
	defer func() { must(t, other.Close()) }()
	other.SetMaxOpenConns(1)
	_, err = other.ExecContext(t.Context(), "BEGIN IMMEDIATE")
	must(t, err)

	const callers = 40
	var wait sync.WaitGroup
	refused := make([]error, callers)
	for i := range refused {
		wait.Go(func() {
			p := onePublication(i)
			for range 600 { // each takes a transaction of its own
				p.Deliveries = append(p.Deliveries, p.Deliveries[0])
			}
			_, _, refused[i] = s.Publish(t.Context(), relay.Batch{Publications: []relay.Publication{p}})
		})
	}
	wait.Wait()
	times := map[*modernc.Error]int{} // each time that the file was waited for makes an error of its own
	for i, err := range refused {
		var busy *modernc.Error
		if !errors.Is(err, relay.ErrUnavailable) || !errors.As(err, &busy) {
			t.Errorf("caller %d: %v, want ErrUnavailable", i, err)
		}
		times[busy]++
	}
	if len(times) > 5 {
		t.Errorf("the file was waited for %d times for %d callers", len(times), callers)
	}
	if err := s.Health(t.Context()); !errors.Is(err, relay.ErrUnavailable) {
		t.Errorf("health is %v", err)
	}
	_, err = other.ExecContext(t.Context(), "ROLLBACK")
	must(t, err)
	must(t, s.Health(t.Context()))
	publishOne(t, s, 1)
}

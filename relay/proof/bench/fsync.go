package bench

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// fsyncTimes appends 4 KiB to a file and flushes it, again and again, as a commit does.
func fsyncTimes(dir string) (times []time.Duration, err error) {
	path := filepath.Join(dir, "fsync")
	file, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("measure fsync: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close(), os.Remove(path)) }()
	page := make([]byte, 4096)
	for range 200 {
		elapsed := relay.RealClock{}.Stopwatch()
		if _, err := file.Write(page); err != nil {
			return nil, fmt.Errorf("measure fsync: %w", err)
		}
		if err := file.Sync(); err != nil {
			return nil, fmt.Errorf("measure fsync: %w", err)
		}
		times = append(times, elapsed())
	}
	return times, nil
}

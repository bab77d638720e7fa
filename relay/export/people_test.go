package export_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

func TestWhatPeopleRead(t *testing.T) {
	t.Parallel()
	amsterdam := time.FixedZone("", 2*60*60)
	got := []string{
		export.Moment(control.Time{Time: time.Date(2026, 5, 4, 11, 30, 0, 123_600_000, amsterdam)}),
		export.Millis(0.24), export.Millis(34.4), export.Millis(1900),
		export.Wait(34*time.Millisecond + 400*time.Microsecond), export.Wait(10 * time.Second), export.Wait(10_000 * time.Second),
		export.Remark(""), export.Remark("not\x1b[2J"), export.FaultSpec("status", "503\n"), export.FaultSpec("hang", ""),
	}
	want := []string{"2026-05-04 09:30:00.123", "0.2ms", "34ms", "1.9s", "34ms", "10s", "2h46m40s", "", ` - not\x1b[2J`, `status=503\n`, "hang"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

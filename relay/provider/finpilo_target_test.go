package provider_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// Every combination of the five settings that count: custom, and URL and enabled on both levels.
func TestFinpiloTarget(t *testing.T) {
	t.Parallel()
	type said struct {
		level    provider.FinpiloLevel
		obstacle provider.FinpiloObstacle
	}
	type settings struct{ custom, url, enabled, workspaceURL, workspaceEnabled bool }
	const yes, no = true, false
	own, ownFailed := said{provider.FinpiloEntity, ""}, said{provider.FinpiloEntity, provider.FinpiloEntityWithoutURL}
	ownOff := said{provider.FinpiloEntity, provider.FinpiloEntityNotEnabled}
	general, none := said{provider.FinpiloWorkspace, ""}, said{provider.FinpiloWorkspace, provider.FinpiloNoWebhook}
	generalOff := said{provider.FinpiloWorkspace, provider.FinpiloWorkspaceNotEnabled}
	table := map[settings]said{
		// custom off, whatever else the entity keeps: the workspace's, if it has a URL and is enabled
		{no, no, no, no, no}: none, {no, no, no, no, yes}: none, {no, no, no, yes, no}: generalOff, {no, no, no, yes, yes}: general,
		{no, no, yes, no, no}: none, {no, no, yes, no, yes}: none, {no, no, yes, yes, no}: generalOff, {no, no, yes, yes, yes}: general,
		{no, yes, no, no, no}: none, {no, yes, no, no, yes}: none, {no, yes, no, yes, no}: generalOff, {no, yes, no, yes, yes}: general,
		{no, yes, yes, no, no}: none, {no, yes, yes, no, yes}: none, {no, yes, yes, yes, no}: generalOff, {no, yes, yes, yes, yes}: general,
		// custom on without URL: a failure, whatever the workspace has
		{yes, no, no, no, no}: ownFailed, {yes, no, no, no, yes}: ownFailed, {yes, no, no, yes, no}: ownFailed, {yes, no, no, yes, yes}: ownFailed,
		{yes, no, yes, no, no}: ownFailed, {yes, no, yes, no, yes}: ownFailed, {yes, no, yes, yes, no}: ownFailed, {yes, no, yes, yes, yes}: ownFailed,
		// custom on with URL: the entity's or nothing
		{yes, yes, no, no, no}: ownOff, {yes, yes, no, no, yes}: ownOff, {yes, yes, no, yes, no}: ownOff, {yes, yes, no, yes, yes}: ownOff,
		{yes, yes, yes, no, no}: own, {yes, yes, yes, no, yes}: own, {yes, yes, yes, yes, no}: own, {yes, yes, yes, yes, yes}: own,
	}
	if len(table) != 32 {
		t.Fatalf("the table has %d rows, want 32", len(table))
	}
	for s, want := range table {
		level, obstacle := provider.FinpiloTarget(
			provider.FinpiloWebhook{Custom: s.custom, HasURL: s.url, Enabled: s.enabled},
			provider.FinpiloWebhook{HasURL: s.workspaceURL, Enabled: s.workspaceEnabled},
		)
		if got := (said{level, obstacle}); got != want {
			t.Errorf("%+v: %s", s, cmp.Diff(want, got, cmp.AllowUnexported(said{})))
		}
		if (obstacle == "") != (obstacle.Text() == "") {
			t.Errorf("%s reads %q", obstacle, obstacle.Text())
		}
	}
}

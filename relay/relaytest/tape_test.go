package relaytest_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// tape is a test that is watched: it keeps what a test would print, and its end.
type tape struct {
	testing.TB
	failed   bool
	text     strings.Builder
	cleanups []func()
}

// watch runs a test and returns what it printed; failed tells whether it failed.
func watch(test func(t testing.TB)) (printed string, failed bool) {
	t := &tape{}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		test(t)
	}()
	<-ended
	t.end()
	return t.text.String(), t.failed
}

// end runs what belongs to the end of a test.
func (t *tape) end() {
	for _, f := range slices.Backward(t.cleanups) {
		f()
	}
}

func (t *tape) Helper()                  {}
func (t *tape) Context() context.Context { return context.Background() }
func (t *tape) Cleanup(f func())         { t.cleanups = append(t.cleanups, f) }
func (t *tape) Failed() bool             { return t.failed }
func (t *tape) Log(args ...any)          { fmt.Fprintln(&t.text, args...) }
func (t *tape) Errorf(format string, args ...any) {
	t.failed = true
	fmt.Fprintf(&t.text, format+"\n", args...)
}
func (t *tape) Fatalf(format string, args ...any) { t.Errorf(format, args...); runtime.Goexit() }

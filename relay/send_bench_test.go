//go:build unix

package relay_test

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/ledgerhook/ledgerhook/relay"
)

// receiverRole in the environment makes the test binary a receiver in a process of its own, so that a benchmark's CPU is
// the sender's alone.
const receiverRole = "LEDGERHOOK_TEST_RECEIVER"

func TestMain(m *testing.M) {
	if os.Getenv(receiverRole) != "" {
		if err := receive(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m) // whoever starts a goroutine waits for it
}

// receive answers 200 until its standard input ends.
func receive() error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + listener.Addr().String())
	go func() {
		_ = http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"ok":true,"accountingReferenceId":"00000042"}`)
		}))
	}()
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// startReceiver starts a receiver in another process and returns its URL.
func startReceiver(b *testing.B) string {
	b.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), receiverRole+"=1")
	child.Stderr = os.Stderr
	stdin, err := child.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	stdout, err := child.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := child.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = stdin.Close()
		_ = child.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return strings.TrimSpace(line)
}

// cpu is what this process has used so far.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkSend makes whole attempts with a 1 KiB body on kept-alive connections.
func BenchmarkSend(b *testing.B) {
	compared := wires()
	compared["untraced"] = relay.NewUntraced
	for _, name := range slices.Sorted(maps.Keys(compared)) {
		wire := compared[name]
		for _, atOnce := range []int{1, 64} {
			b.Run(fmt.Sprintf("wire=%s/at_once=%d", name, atOnce), func(b *testing.B) {
				benchmarkSend(b, wire(relay.TransportOptions{}), atOnce)
			})
		}
	}
}

func benchmarkSend(b *testing.B, transport http.RoundTripper, atOnce int) {
	out := relay.Outgoing{
		URL: startReceiver(b) + "/hooks/fintoro", Body: []byte(`{"data":"` + strings.Repeat("x", 1013) + `"}`), Timeout: 30 * time.Second, UserAgent: "ledgerhook/bench",
		Headers: []relay.Header{{Name: "Content-Type", Value: "application/json"}, {Name: "webhook-id", Value: "msg_01"}, {Name: "webhook-timestamp", Value: "1777887000"},
			{Name: "webhook-signature", Value: "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="}},
	}
	send := func() {
		if attempt := relay.Send(b.Context(), transport, out, relay.RealClock{}.Stopwatch()); attempt.Outcome != relay.Success {
			b.Errorf("%s: %s", attempt.Outcome, attempt.Error)
		}
	}
	send()
	b.ReportAllocs()
	b.ResetTimer()
	before := cpu(b)
	work := make(chan struct{}, atOnce)
	var workers sync.WaitGroup
	for range atOnce {
		workers.Go(func() {
			for range work {
				send()
			}
		})
	}
	for range b.N {
		work <- struct{}{}
	}
	close(work)
	workers.Wait()
	b.ReportMetric(float64((cpu(b)-before).Microseconds())/float64(b.N), "cpu-µs/op")
	transport.(interface{ CloseIdleConnections() }).CloseIdleConnections()
}

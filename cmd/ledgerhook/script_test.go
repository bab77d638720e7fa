package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// testWhole has tests do the whole of what they do in part without it, for it takes long.
const testWhole = "LEDGERHOOK_TEST_WHOLE"

// garbage is how much the heap may grow before it is collected, in percent: what these tests start lives shortly.
const garbage = 400

func TestMain(m *testing.M) {
	debug.SetGCPercent(garbage)
	testscript.Main(waiting{m}, map[string]func(){
		"ledgerhook":  func() { os.Exit(profiled(os.Args[1:])) },
		"dyingapp":    dyingApp,
		"hangingapp":  hangingApp,
		"doublingapp": doublingApp,
		"tellsignals": func() { os.Exit(tellSignals(os.Stdin, os.Stdout)) },
	})
}

// waiting runs twice as many tests at once as usual, unless the command line says how many: half of their time they wait for processes.
type waiting struct{ *testing.M }

func (w waiting) Run() int {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if !given {
		if err := flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0))); err != nil {
			fmt.Println(err)
			return 1
		}
	}
	return w.M.Run()
}

// TestScripts runs testdata/script: each script is what a user types, and what they see.
//
// Beside testscript's own, it has the commands
//
//	exits CODE COMMAND…   runs a command and holds it to its exit code
//	until REGEXP COMMAND… runs a command until its output matches, at most for a minute
//	waitfor FILE          waits until a file is there
//	fromready FILE        lets $LEDGERHOOK_SERVER name the server of a ready file, and $HOSTPORT its address
//	serve [bare] [virtual]  starts a node on free ports; $LEDGERHOOK_SERVER and $MOCK name it
//	receiver STATUS BODY  starts a receiver that always answers so; $RECEIVER names it, $RECEIVER_PORT its port
//	tlsreceiver STATUS BODY CAFILE   the same over HTTPS; CAFILE gets the certificate to trust
//	certreceiver STATUS BODY HOST READY   the same as HOST, with the certificate that a ready file names for it
//	read PATH             reads PATH of a product's API: status, the mark of faults and body are its output
//	let NAME FILE PATH    puts a value of the first JSON line of FILE into the environment
//	json FILE PATH WANT   compares a value in the first JSON line of FILE: dotted path, * for any non-empty value
func TestScripts(t *testing.T) {
	t.Parallel()
	stock, err := local.NewStock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_STATE_HOME", env.WorkDir+"/state")
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("GOGC", strconv.Itoa(garbage))
			env.Setenv("LEDGERHOOK_SERVER", "http://127.0.0.1:1") // nobody: a script starts its own
			taken, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			env.Defer(func() { _ = taken.Close() })
			env.Setenv("TAKEN", taken.Addr().String())
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"serve": serveCmd(stock), "receiver": receiverCmd, "tlsreceiver": tlsreceiverCmd, "certreceiver": certreceiverCmd, "json": jsonCmd, "let": letCmd,
			"exits": exitsCmd, "until": untilCmd, "waitfor": waitforCmd, "fromready": fromreadyCmd,
			"read": readCmd,
		},
		UpdateScripts: os.Getenv("UPDATE_GOLDEN") != "",
	})
}

func exitsCmd(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	code := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if fmt.Sprint(code) != args[0] {
		ts.Fatalf("exit code %d, want %s\n%s%s", code, args[0], ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

// waitforCmd looks again every 10 ms: another process makes the file.
func waitforCmd(ts *testscript.TestScript, _ bool, args []string) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		ts.Check(relay.RealClock{}.Pause(ctx, 10*time.Millisecond))
	}
}

func fromreadyCmd(ts *testscript.TestScript, _ bool, args []string) {
	var line ready
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &line))
	ts.Setenv("LEDGERHOOK_SERVER", line.Control)
	_, hostport, _ := strings.Cut(line.Control, "://")
	ts.Setenv("HOSTPORT", hostport)
}

func serveCmd(stock *local.Stock) func(ts *testscript.TestScript, _ bool, args []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		seed := uint64(42)
		opt := local.Options{
			Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0", Seed: &seed, TimeScale: demoScale, Bare: slices.Contains(args, "bare"), Stock: stock,
		}
		if slices.Contains(args, "virtual") {
			opt.Clock, opt.TimeScale = relay.NewVirtualClock(repeatableStart()), 1
		}
		node, err := local.Start(context.Background(), opt)
		ts.Check(err)
		ts.Defer(func() { ts.Check(node.Close()) })
		ts.Setenv("LEDGERHOOK_SERVER", node.ControlURL)
		ts.Setenv("MOCK", node.MockURL)
	}
}

func receiverCmd(ts *testscript.TestScript, _ bool, args []string) {
	server := httptest.NewServer(answering(ts, args[0], strings.Join(args[1:], " ")))
	ts.Defer(server.Close)
	ts.Setenv("RECEIVER", server.URL)
	ts.Setenv("RECEIVER_PORT", server.URL[strings.LastIndexByte(server.URL, ':')+1:])
}

// answering is a receiver that answers every request with a status and a body.
func answering(ts *testscript.TestScript, status, body string) http.Handler {
	code, err := strconv.Atoi(status)
	ts.Check(err)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	})
}

func jsonCmd(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: json FILE PATH WANT")
	}
	got := jsonValue(ts, args[0], args[1])
	if holds := got == args[2] || (args[2] == "*" && got != ""); holds == neg {
		ts.Fatalf("%s is %q, want %q", args[1], got, args[2])
	}
}

func letCmd(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: let NAME FILE PATH")
	}
	ts.Setenv(args[0], jsonValue(ts, args[1], args[2]))
}

// jsonValue is the value at a dotted path in the first JSON line of a file; empty for null.
func jsonValue(ts *testscript.TestScript, file, path string) string {
	line, err := bufio.NewReader(bytes.NewReader([]byte(ts.ReadFile(file)))).ReadBytes('\n')
	ts.Check(err)
	var value any
	ts.Check(json.Unmarshal(line, &value))
	for part := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			value = v[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i >= len(v) {
				ts.Fatalf("%s: no %s in a list of %d", path, part, len(v))
			}
			value = v[i]
		default:
			ts.Fatalf("%s: there is nothing at %s in %s", path, part, line)
		}
	}
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}

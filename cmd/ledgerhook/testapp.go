package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/fixtures/scenario"
	"github.com/ledgerhook/ledgerhook/relay"
)

// How long an app may take until it listens, to end once it was told to, and to end by itself. Source: our choice.
const (
	appStartTime = 60 * time.Second
	appGrace     = 5 * time.Second
	appLook      = 20 * time.Millisecond  // how often it is looked whether it listens
	appDying     = 200 * time.Millisecond // until the sockets of one that has died are closed
)

// testedApp is the developer's app.
type testedApp struct {
	url     string // where events go; may hold {provider}. Empty: below address
	command string // what starts it; empty: it runs already
	address string // where it will listen, if it is started
	named   string // what names that place, such as --app

	progress io.Writer
	quiet    bool

	awaitEnd func() // where it is about to end, waits until its context has ended; nil: it was not started here
}

// urlOf is where a product's events go.
func (p *testedApp) urlOf(provider string) string {
	base := cmp.Or(p.url, "http://"+p.address+"/{provider}")
	return strings.ReplaceAll(base, "{provider}", provider)
}

func checkAppURL(text string) error {
	const try = "ledgerhook test --app http://127.0.0.1:3000/webhooks/{provider}"
	u, err := url.Parse(strings.ReplaceAll(text, "{provider}", "fintoro"))
	switch {
	case err != nil: // which holds the text, and a password perhaps
		return usage(try, "--app %s is no URL: is it whole, and what is special in it written as %% and two digits?", relay.MaskURL(text))
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		return usage(try, "--app %s is no URL that begins with http:// or https://", relay.MaskURL(text))
	}
	return nil
}

// listensAt is where the app is to listen: at the port of its URL, else at a free one.
func (p *testedApp) listensAt() (string, error) {
	if p.url == "" {
		return settledAddress("127.0.0.1:0", 2)
	}
	u, err := url.Parse(strings.ReplaceAll(p.url, "{provider}", "fintoro"))
	if err != nil {
		return "", err
	}
	port := cmp.Or(u.Port(), map[string]string{"http": "80", "https": "443"}[u.Scheme])
	return net.JoinHostPort(u.Hostname(), port), nil
}

// start starts the app and waits until it listens. The context ends with the app; stop ends it, and shows what it printed where
// something failed.
func (p *testedApp) start(ctx context.Context, vars []variable) (during context.Context, stop func([]scenario.Result) error, err error) {
	r, err := p.launch(ctx, vars)
	if err != nil {
		return nil, nil, err
	}
	during, cancel := context.WithCancelCause(ctx)
	watched := make(chan struct{})
	go func() { // ends with the app
		defer close(watched)
		<-r.ended
		cancel(errAppEnded)
	}()
	p.awaitEnd = func() {
		if r.endsByItself() {
			<-during.Done()
		}
	}
	return during, func(results []scenario.Result) error {
		early := r.hasEnded()
		r.end()
		<-watched
		return r.judge(early, anyFailed(results))
	}, nil
}

// launch starts the app and waits until it listens. Where it does not, what it printed is shown.
func (p *testedApp) launch(ctx context.Context, vars []variable) (*runningApp, error) {
	if conn, err := net.DialTimeout("tcp", p.address, time.Second); err == nil {
		_ = conn.Close()
		return nil, &exitError{
			code: exitRefused, err: fmt.Errorf("something listens at %s already, where --app-cmd is to listen", p.address), try: "stop it, or test it as it runs: leave --app-cmd out",
		}
	}
	output := &tail{}
	cmd := appShell(p.command)
	cmd.Stdout, cmd.Stderr = output, output
	cmd.WaitDelay = appGrace
	_, port, _ := net.SplitHostPort(p.address)
	cmd.Env = append(os.Environ(), "PORT="+port)
	for _, v := range vars {
		cmd.Env = append(cmd.Env, v.name+"="+v.value)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start --app-cmd: %w", err)
	}
	r := &runningApp{testedApp: p, cmd: cmd, output: output, ended: make(chan struct{})}
	go func() {
		r.problem = cmd.Wait()
		close(r.ended)
	}()
	if err := r.awaitListening(ctx); err != nil {
		r.end()
		r.show()
		return nil, err
	}
	return r, nil
}

// runningApp is the app once it was started.
type runningApp struct {
	*testedApp
	cmd     *exec.Cmd
	output  *tail
	ended   chan struct{} // closed with problem set
	problem error
}

func (r *runningApp) hasEnded() bool {
	select {
	case <-r.ended:
		return true
	default:
		return false
	}
}

// endsByItself reports whether the app has ended without having been told to, or is about to: its sockets are closed before its end
// is known.
func (r *runningApp) endsByItself() bool {
	clock := relay.RealClock{}
	if conn, err := net.DialTimeout("tcp", r.address, receiverDial); err == nil {
		defer conn.Close()
		_ = conn.SetReadDeadline(clock.Now().Add(appDying))
		if _, err := conn.Read(make([]byte, 1)); errors.Is(err, os.ErrDeadlineExceeded) {
			return r.hasEnded() // somebody waits for a request
		}
	}
	late, stop := clock.Alarm(clock.Now().Add(appGrace))
	defer stop()
	select {
	case <-r.ended:
		return true
	case <-late:
		return false
	}
}

// awaitListening looks again and again whether the app listens.
func (r *runningApp) awaitListening(ctx context.Context) error {
	clock := relay.RealClock{}
	late := clock.Now().Add(appStartTime)
	for {
		conn, err := net.DialTimeout("tcp", r.address, time.Second)
		if err == nil {
			return conn.Close()
		}
		switch {
		case r.hasEnded():
			return &exitError{
				code: exitRefused, err: fmt.Errorf("--app-cmd ended with %s before it listened at %s", r.state(), r.address),
				try: "let it listen at $PORT, or name the port where it listens in " + r.named,
			}
		case clock.Now().After(late):
			return &exitError{
				code: exitTimeout, err: fmt.Errorf("--app-cmd does not listen at %s, %v after it was started", r.address, appStartTime),
				try: "let it listen at $PORT, or name the port where it listens in " + r.named,
			}
		}
		if err := clock.Pause(ctx, appLook); err != nil {
			return err
		}
	}
}

// state is how the app ended.
func (r *runningApp) state() string {
	var exit *exec.ExitError
	switch {
	case r.problem == nil, errors.Is(r.problem, exec.ErrWaitDelay):
		return "exit status 0"
	case errors.As(r.problem, &exit):
		return exit.ProcessState.String()
	}
	return r.problem.Error()
}

// end tells the app and what it started to end, and kills what does not.
func (r *runningApp) end() {
	_ = terminateApp(r.cmd) // an error means that it has ended meanwhile
	clock := relay.RealClock{}
	late, stop := clock.Alarm(clock.Now().Add(appGrace))
	defer stop()
	select {
	case <-r.ended:
	case <-late:
	}
	_ = killApp(r.cmd) // also what it has started and left behind
	<-r.ended
}

// judge says whether the app lived as long as it should, and shows what it printed where something failed.
func (r *runningApp) judge(early, failed bool) error {
	var err error
	if early {
		err = &exitError{code: exitFailed, err: fmt.Errorf("%w: --app-cmd ended with %s", errAppEnded, r.state()), try: "what it printed last stands above"}
	}
	if early || failed {
		r.show()
	}
	return err
}

func anyFailed(results []scenario.Result) bool {
	for i := range results {
		if v := results[i].Verdict; v == scenario.Failed || v == scenario.Errored {
			return true
		}
	}
	return false
}

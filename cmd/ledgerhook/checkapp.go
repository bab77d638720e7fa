package main

import (
	"context"
	"fmt"
	"net"
	"strings"
)

// checkedApp is a receiver that check starts, and starts again.
type checkedApp struct {
	testedApp
	vars    []variable
	running *runningApp // nil: it does not run
	died    *runningApp // the first that ended without having been told to; nil: none
}

// newCheckedApp reads what is said of it.
func (c *checkRun) newCheckedApp() (*checkedApp, error) {
	f := c.flags
	if strings.TrimSpace(f.appCommand) == "" {
		return nil, usage("ledgerhook check --provider fintoro --app-cmd 'npm start'", "--app-cmd is empty")
	}
	app := &checkedApp{
		testedApp: testedApp{url: f.url, command: f.appCommand, named: "the URL", progress: c.stderr, quiet: c.quiet}, vars: c.checkVariables(f),
	}
	if f.url != "" {
		if _, err := receiverURL(f.url, f.provider); err != nil {
			return nil, err
		}
	}
	var err error
	app.address, err = app.listensAt()
	if host, _, _ := net.SplitHostPort(app.address); host == "" && err == nil {
		err = usage(checkTry, "the URL names no host")
	}
	return app, err
}

func (p *checkedApp) start(ctx context.Context) (err error) {
	p.running, err = p.launch(ctx, p.vars)
	return err
}

// restart ends it and starts it again. Where it has died by then, what it printed is kept.
func (p *checkedApp) restart(ctx context.Context) error {
	if p.running != nil {
		if p.died == nil && p.running.endsByItself() {
			p.died = p.running
		}
		p.running.end()
		p.running = nil
	}
	return p.start(ctx)
}

// stop ends it, and shows what it printed where something failed: of the first that died, if any did. That it died is an error.
func (p *checkedApp) stop(failed bool) error {
	if r := p.running; r != nil {
		if p.died == nil && (r.hasEnded() || failed && r.endsByItself()) {
			p.died = r
		}
		r.end()
		if p.died == nil && failed {
			r.show()
		}
	}
	if p.died == nil {
		return nil
	}
	p.died.show()
	return &exitError{code: exitFailed, err: fmt.Errorf("the receiver ended while it was checked: --app-cmd ended with %s", p.died.state()), try: "what it printed last stands above"}
}

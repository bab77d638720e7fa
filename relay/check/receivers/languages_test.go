package receivers_test

import (
	"bufio"
	"context"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/ledgerhook/ledgerhook/relay"
)

// program is a running program of testdata, which is all receivers of its language.
type program struct{ url string }

// runs starts a program until the test ends; a test of a language that is not installed says so and skips.
func runs(t *testing.T, command, file string) program {
	t.Helper()
	if _, err := exec.LookPath(command); err != nil {
		t.Skipf("%s is not installed: receivers written for it are not checked", command)
	}
	secrets := map[string][]string{}
	for _, product := range products() {
		secrets[product] = secretsOf(product)
	}
	known, err := json.Marshal(secrets)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), command, "testdata/"+file)
	c.Env, c.Stderr, c.WaitDelay = append(os.Environ(), "SECRETS="+string(known)), os.Stderr, 5*time.Second
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Wait() }) // its context has ended by then, which ended it
	line, err := bufio.NewReader(out).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !ok {
		t.Fatalf("it printed %q: %v", line, err)
	}
	return program{url}
}

// observed asks what a receiver booked.
func (p program) observed(path string) func(ctx context.Context) ([]relay.ObservedItem, error) {
	return func(ctx context.Context) ([]relay.ObservedItem, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+path, nil)
		if err != nil {
			return nil, err
		}
		request.Header.Set("X-Books", "please")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return nil, err
		}
		defer response.Body.Close()
		var ids []string
		if err := json.UnmarshalRead(response.Body, &ids); err != nil {
			return nil, err
		}
		items := make([]relay.ObservedItem, len(ids))
		for i, id := range ids {
			items[i] = relay.ObservedItem{EventID: id}
		}
		return items, nil
	}
}

// foreign is a mutant in another language, whose name there is its bug.
type foreign struct {
	product, bug string
	mutant
}

// triesForeign checks the right receivers of a program, and its mutants.
func triesForeign(t *testing.T, p program, mutants []foreign) {
	t.Helper()
	var trials []trial
	at := func(product, bug string, only []string) {
		path := "/" + product + "/" + bug
		trials = append(trials, trial{name: product + ", " + bug, url: p.url + path, product: product, observed: p.observed(path), only: only})
	}
	for _, product := range products() {
		at(product, "none", quick("delivery", "signature/oddly-written", "http/chunked", "body/unicode", "identity/booked-once"))
	}
	for _, m := range mutants {
		at(m.product, m.bug, m.cases())
	}
	for i, report := range some(t, 8, trials) { // the bursts of all of them meet one process
		t.Run(trials[i].name, func(t *testing.T) {
			if n := i - len(products()); n >= 0 {
				mutants[n].judge(t, report)
				return
			}
			passes(t, report)
		})
	}
}

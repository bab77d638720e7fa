package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// demoScale is what the demo divides retry waits by: Moneybird's first 15 s become 15 ms.
const demoScale = 1000

func (a *app) demo() *cobra.Command {
	seed := ""
	c := &cobra.Command{
		Use: "demo", Short: "See the whole story in one process: five products send, a mock accounting system books", Args: noArgs,
		Long: "Runs on free ports with a temporary database, prints what happens, and checks every line against what the receiver got. " +
			"It ends 0 only if all of it held.",
		Example: "ledgerhook demo\nledgerhook demo --seed 42 --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.runDemo(cmd.Context(), seed)
		},
	}
	c.Flags().StringVar(&seed, "seed", "", "a number that every random value comes from (default: a new one, printed)")
	return c
}

func (a *app) runDemo(ctx context.Context, seed string) (err error) {
	opt := local.Options{
		Listen: "127.0.0.1:0", MockListen: "127.0.0.1:0", DB: local.InMemory, TimeScale: demoScale,
		AttemptTimeout: 5 * time.Second, Grace: time.Second, Version: buildVersion().Version,
	}
	if seed != "" {
		n, err := strconv.ParseUint(seed, 10, 64)
		if err != nil {
			return usage("ledgerhook demo --seed 42", "--seed %q is no whole number", seed)
		}
		opt.Seed = &n
	}
	node, err := local.Start(ctx, opt)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, node.Close()) }()
	other, err := startOther(ctx, node)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, other.stop()) }()

	s := &story{app: a, client: control.NewClient(node.ControlURL), mockURL: node.MockURL, other: other}
	a.say("ledgerhook demo: free ports, a temporary database, seed %d; retry waits are divided by %d, nothing else is.\n", node.Seed, demoScale)
	for _, chapter := range s.chapters() {
		s.title(chapter.title)
		if err := chapter.tell(ctx); err != nil {
			return fmt.Errorf("%s: %w", chapter.title, err)
		}
	}
	return s.end()
}

// otherReceiver is a second accounting system, with keys and books of its own.
type otherReceiver struct {
	url   string
	keys  givenKeys
	books interface {
		Receipts(ctx context.Context, query relay.ReceiptQuery) ([]relay.Receipt, string, error)
	}
	stop func() error
}

// The tokens of the demo's Silverfin application: the first one is rotated.
const (
	demoOldToken = "demo-token-1-before-the-rotation"
	demoNewToken = "demo-token-1-after-the-rotation"
	demoToken2   = "demo-token-2"
	demoWhsec    = "whsec_ZGVtby1zZWNyZXQtZm9yLWJvb2trZWVwZXItZGVtbw=="
)

// startOther starts the second receiver. It has not heard of Silverfin's new token yet.
func startOther(ctx context.Context, node *local.Node) (*otherReceiver, error) {
	books, closeBooks, err := openBooks(ctx, sqlite.Options{Path: local.InMemory})
	if err != nil {
		return nil, err
	}
	o := &otherReceiver{keys: givenKeys{"silverfin": {demoOldToken, demoToken2}, "bookkeeper": {demoWhsec}}, books: books}
	receiver, err := mock.New(mock.Options{Books: books, Keys: o.keys, Clock: relay.RealClock{}, IDs: relay.NewIDs(relay.Chance{Seed: node.Seed}, 0)})
	if err != nil {
		return nil, errors.Join(err, closeBooks())
	}
	server, err := mock.Listen("127.0.0.1:0", receiver, relay.ServerLimits{})
	if err != nil {
		return nil, errors.Join(err, closeBooks())
	}
	o.url = server.URL
	serving, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- runBoth(serving, receiver, server) }()
	o.stop = func() error {
		cancel()
		return errors.Join(<-ended, closeBooks())
	}
	return o, nil
}

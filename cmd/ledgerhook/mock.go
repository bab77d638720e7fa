package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
	"github.com/ledgerhook/ledgerhook/relay/local"
	"github.com/ledgerhook/ledgerhook/relay/provider"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

// mockFlags are the flags of a mock that runs alone.
type mockFlags struct {
	listen, db, seed, ready string
	secrets, apis, tokens   []string
	keepReceipts            int
}

func (a *app) mock() *cobra.Command {
	var flags mockFlags
	stopWithStdin := false
	c := &cobra.Command{
		Use: "mock", Short: "Run the mock receiver alone, or read what it received", Args: noArgs,
		Long: "The accounting system at the far end: it verifies every product's webhooks, keeps a receipt of each, books what is new, and answers " +
			"what that product expects. `serve` runs one too; this runs it alone. Webhooks go to /<product>, or to / for any of them.\n\n" +
			"Without a --secret for a product its signatures are not checked, and the receipts say so. What events only name, such as Fintoro's " +
			"details and the files of documents, is read at the --api of the product and nowhere else; without one nothing is read.\n\n" +
			"Its books and its faults are reached at the same address: give the commands below, and `ledgerhook faults`, --server with it.",
		Example: "ledgerhook mock --listen 127.0.0.1:9000 --secret fintoro=@fintoro-secret.txt\n" +
			"ledgerhook mock --api fintoro=https://app.fintoro.sk --api-token fintoro=@token.txt\n" +
			"ledgerhook mock receipts --json --server http://127.0.0.1:7118\n" +
			"ledgerhook faults add reset --first 1 --server http://127.0.0.1:7118",
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if stopWithStdin {
				ctx = a.untilStdinEnds(ctx)
			}
			return a.runMock(ctx, &flags)
		},
	}
	f := c.Flags()
	f.StringVar(&flags.listen, "listen", local.DefaultMockListen, "where to receive; port 0 takes a free one")
	f.StringVar(&flags.db, "db", local.InMemory, "path of the books, or :memory: for temporary ones")
	f.StringVar(&flags.seed, "seed", "", "a number that the first references and the faults of chance come from (default: 0)")
	f.StringArrayVar(&flags.secrets, "secret", nil, "a pair PROVIDER=SECRET to verify with, where SECRET may be - or @FILE (standard input, a file); again for a product's second secret")
	f.StringArrayVar(&flags.apis, "api", nil, "a pair PROVIDER=URL: where the product's own API begins, for details and files; again for other products")
	f.StringArrayVar(&flags.tokens, "api-token", nil, "a pair PROVIDER=TOKEN that opens it, where TOKEN may be - or @FILE; Finpilo's files open to the webhook's own key")
	f.IntVar(&flags.keepReceipts, "keep-receipts", 0, "how many of the newest receipts are kept; postings are kept all (default 100,000)")
	f.StringVar(&flags.ready, "ready-file", "", "write the address here, as JSON, once it receives")
	f.BoolVar(&stopWithStdin, "stop-with-stdin", false, "stop when standard input ends, as it does when the program that started this is gone")
	c.AddCommand(a.mockReceipts(), a.mockLedger(), a.mockTrialBalance(), a.mockReconcile(), a.mockReset())
	return c
}

// mockGCPercent lets the heap of a mock grow fivefold between collections: it keeps little and throws away much, and so
// spends 2 % of its time on that instead of 10 %, for about 15 MB.
const mockGCPercent = 400

func (a *app) runMock(ctx context.Context, flags *mockFlags) (err error) {
	if os.Getenv("GOGC") == "" {
		before := debug.SetGCPercent(mockGCPercent)
		defer debug.SetGCPercent(before)
	}
	keys, err := a.readKeys(flags.secrets)
	if err != nil {
		return err
	}
	apis, err := a.readAPIs(flags.apis, flags.tokens)
	if err != nil {
		return err
	}
	var chance relay.Chance
	if flags.seed != "" {
		if chance.Seed, err = strconv.ParseUint(flags.seed, 10, 64); err != nil {
			return usage("ledgerhook mock --seed 42", "--seed %q is no whole number", flags.seed)
		}
	}
	if flags.keepReceipts < 0 {
		return usage("ledgerhook mock --keep-receipts 10000", "--keep-receipts counts from 1")
	}
	books, closeBooks, err := openBooks(ctx, sqlite.Options{Path: flags.db, Chance: chance, KeepReceipts: flags.keepReceipts})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeBooks()) }()
	count, err := books.Count(ctx)
	if err != nil {
		return err
	}
	clock, ids, faults := relay.RealClock{}, relay.NewIDs(chance, count), relay.NewFaultSet(chance)
	transport := relay.NewTransport(relay.TransportOptions{})
	defer transport.CloseIdleConnections()
	receiver, err := mock.New(mock.Options{
		Books: books, Keys: keys, Clock: clock, IDs: ids, APIs: apis, Transport: transport, Faults: faults, OnReceipt: a.receiptPrinter(),
	})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", flags.listen)
	if err != nil {
		if holder := a.portHolder(ctx, err); holder != "" {
			return &exitError{code: exitRefused, err: fmt.Errorf("%w: %s", err, holder), try: "choose another port with --listen; port 0 takes a free one"}
		}
		return err
	}
	tcp, ok := listener.Addr().(*net.TCPAddr)
	api := control.NewMockAPI(control.MockOptions{
		Books: local.Views(books, receiver), Faults: mock.NewRules(faults, clock, ids), Catalogue: local.Catalogue(), Dialect: dialectNamed,
		Version: buildVersion().Version, Guard: control.Guard{Outside: !ok || !tcp.IP.IsLoopback()}, Token: a.token,
	})
	server := mock.On(listener, nil, api.Beside(receiver), relay.ServerLimits{})
	line := mockReady{PID: os.Getpid(), Mock: server.URL}
	if flags.ready != "" {
		if err := writeReady(flags.ready, &line); err != nil {
			return errors.Join(err, server.Close())
		}
		defer func() { err = errors.Join(err, removeReady(flags.ready)) }()
	}
	if a.json {
		if err := a.printJSON(line); err != nil {
			return errors.Join(err, server.Close())
		}
	}
	a.say("receiving at %s/<product>, and at / for any of %s", server.URL, strings.Join(providerNames(), ", "))
	return runBoth(ctx, receiver, server)
}

// mockReady is what the ready file and the first line of mock --json hold. Scripts rely on the names.
type mockReady struct {
	Mock string `json:"mock"`
	PID  int    `json:"pid"`
}

// dialectNamed finds a product by its name.
func dialectNamed(name string) (relay.Dialect, error) {
	if dialect, known := provider.ByName(name); known {
		return dialect, nil
	}
	hint := "one of " + strings.Join(providerNames(), ", ")
	if near := relay.Nearest(name, providerNames()); near != "" {
		hint = "did you mean " + near
	}
	return nil, &relay.InputError{Field: "provider", Problem: fmt.Sprintf("no product named %q", name), Hint: hint}
}

// runBoth takes webhooks until ctx ends, and books until what was taken by then is booked. Where nothing can be booked
// nothing is taken.
func runBoth(ctx context.Context, receiver *mock.Receiver, server *mock.Server) error {
	taking, stopTaking := context.WithCancel(ctx)
	defer stopTaking()
	booking, stopBooking := context.WithCancel(context.WithoutCancel(ctx))
	defer stopBooking()
	booked := make(chan error, 1)
	go func() {
		defer stopTaking()
		booked <- receiver.Run(booking)
	}()
	err := server.Run(taking)
	stopBooking()
	return errors.Join(err, <-booked)
}

func openBooks(ctx context.Context, options sqlite.Options) (*sqlite.Books, func() error, error) {
	remove := func() error { return nil }
	if options.Path == local.InMemory {
		dir, err := os.MkdirTemp("", "ledgerhook-mock-")
		if err != nil {
			return nil, nil, fmt.Errorf("make a temporary directory: %w", err)
		}
		options.Path, options.NoSync, remove = filepath.Join(dir, "mock.db"), true, func() error { return os.RemoveAll(dir) }
	}
	books, err := sqlite.OpenBooks(ctx, options)
	if err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	return books, func() error { return errors.Join(books.Close(), remove()) }, nil
}

// receiptPrinter tells of each request while the mock runs alone; nil where nothing is told. A failure to print does not
// stop the mock.
func (a *app) receiptPrinter() func(relay.Receipt) {
	if a.quiet && !a.json {
		return nil
	}
	secret := map[string][]string{} // where bodies hold credentials, by product
	for _, dialect := range provider.All() {
		secret[dialect.Traits().Name] = dialect.SecretPaths()
	}
	return func(r relay.Receipt) {
		if a.json {
			shown := control.ReceiptOf(&r)
			shown.Request.Hide(secret[r.Provider])
			_ = a.printJSON(shown)
			return
		}
		a.say("%s %s %s %s %d%s%s", clockTime(control.Time{Time: r.ReceivedAt}), r.Provider, relay.Visible(r.EventType), r.Verdict, r.Status, refText(r.Reference), export.Remark(r.Problem))
	}
}

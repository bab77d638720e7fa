package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
	"github.com/ledgerhook/ledgerhook/relay/provider"
	"github.com/ledgerhook/ledgerhook/relay/sqlite"
)

func (a *app) mock() *cobra.Command {
	var m mocking
	stopWithStdin := false
	c := &cobra.Command{
		Use: "mock", Short: "Run the mock receiver alone, or read what it received", Args: noArgs,
		Long: "The accounting system at the far end: it verifies every product's webhooks, keeps a receipt of each, books what is new, and answers " +
			"what that product expects. `serve` runs one too; this runs it alone. Webhooks go to /<product>, or to / for any of them.\n\n" +
			"Without a --secret for a product its signatures are not checked, and the receipts say so.",
		Example: "ledgerhook mock --listen 127.0.0.1:9000 --secret fintoro=@fintoro-secret.txt\nledgerhook mock receipts --json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			if stopWithStdin {
				ctx = a.untilStdinEnds(ctx)
			}
			return a.runMock(ctx, &m)
		},
	}
	f := c.Flags()
	f.StringVar(&m.listen, "listen", local.DefaultMockListen, "where to receive; port 0 takes a free one")
	f.StringVar(&m.db, "db", local.InMemory, "path of the books, or :memory: for temporary ones")
	f.StringArrayVar(&m.secrets, "secret", nil, "a pair PROVIDER=SECRET to verify with, where SECRET may be - or @FILE (standard input, a file); again for a product's second secret")
	f.StringVar(&m.readyFile, "ready-file", "", "write the address here, as JSON, once it receives")
	f.BoolVar(&stopWithStdin, "stop-with-stdin", false, "stop when standard input ends, as it does when the program that started this is gone")
	c.AddCommand(a.mockReceipts(), a.mockLedger(), a.mockTrialBalance(), a.mockReconcile(), a.mockReset())
	return c
}

// mocking is what the flags of mock say.
type mocking struct {
	listen, db string
	secrets    []string
	readyFile  string
}

// mockReady is what the ready file and the first line of mock --json hold. Scripts rely on the names.
type mockReady struct {
	Mock string `json:"mock"`
	PID  int    `json:"pid"`
}

// givenKeys are the secrets of the command line: one subscription a product.
type givenKeys map[string][]string

// Keys implements mock.Keys.
func (k givenKeys) Keys(_ context.Context, provider string) ([]mock.Key, error) {
	if len(k[provider]) == 0 {
		return nil, nil
	}
	return []mock.Key{{Secrets: k[provider]}}, nil
}

func (a *app) readKeys(secrets []string) (givenKeys, error) {
	keys := givenKeys{}
	for i, given := range secrets {
		name, secret, ok := strings.Cut(given, "=")
		if !ok || secret == "" || !slices.Contains(providerNames(), name) { // which may be the secret alone
			return nil, usage("ledgerhook mock --secret fintoro=@FILE", "--secret number %d: write PROVIDER=SECRET, with one of %s", i+1, strings.Join(providerNames(), ", "))
		}
		secret, err := a.readSecret("secret", secret)
		if err != nil {
			return nil, err
		}
		keys[name] = append(keys[name], secret)
	}
	return keys, nil
}

func (a *app) runMock(ctx context.Context, m *mocking) (err error) {
	keys, err := a.readKeys(m.secrets)
	if err != nil {
		return err
	}
	books, closeBooks, err := openBooks(ctx, m.db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeBooks()) }()
	count, err := books.Count(ctx)
	if err != nil {
		return err
	}
	receiver, err := mock.New(mock.Options{
		Books: books, Keys: keys, Clock: relay.RealClock{}, IDs: relay.NewIDs(relay.Chance{}, count),
		OnReceipt: a.printReceipt,
	})
	if err != nil {
		return err
	}
	server, err := mock.Listen(m.listen, receiver, relay.ServerLimits{})
	if err != nil {
		if holder := a.portHolder(ctx, err); holder != "" {
			return &exitError{code: exitRefused, err: fmt.Errorf("%w: %s", err, holder), try: "choose another port with --listen; port 0 takes a free one"}
		}
		return err
	}
	line := mockReady{PID: os.Getpid(), Mock: server.URL}
	if m.readyFile != "" {
		if err := writeReady(m.readyFile, &line); err != nil {
			return errors.Join(err, server.Close())
		}
		defer func() { err = errors.Join(err, removeReady(m.readyFile)) }()
	}
	if a.json {
		if err := a.printJSON(line); err != nil {
			return err
		}
	}
	a.say("receiving at %s/<product>, and at / for any of %s", server.URL, strings.Join(providerNames(), ", "))
	return runBoth(ctx, receiver, server)
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

func openBooks(ctx context.Context, path string) (*sqlite.Books, func() error, error) {
	remove := func() error { return nil }
	noSync := path == local.InMemory
	if noSync {
		dir, err := os.MkdirTemp("", "ledgerhook-mock-")
		if err != nil {
			return nil, nil, fmt.Errorf("make a temporary directory: %w", err)
		}
		path, remove = filepath.Join(dir, "mock.db"), func() error { return os.RemoveAll(dir) }
	}
	books, err := sqlite.OpenBooks(ctx, sqlite.Options{Path: path, NoSync: noSync})
	if err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	return books, func() error { return errors.Join(books.Close(), remove()) }, nil
}

// printReceipt tells of one request while the mock runs alone. A failure to print does not stop the mock. The sender waits
// for it, so nothing is made that is not printed.
func (a *app) printReceipt(r relay.Receipt) {
	if !a.json && !a.quiet {
		a.say("%s %s %s %s %d%s%s", clockTime(control.Time{Time: r.ReceivedAt}), r.Provider, relay.Visible(r.EventType), r.Verdict, r.Status, refText(r.Reference), dash(r.Problem))
	}
	if !a.json {
		return
	}
	shown := control.ReceiptOf(&r)
	if dialect, known := provider.ByName(r.Provider); known {
		shown.Request.Hide(dialect.SecretPaths())
	}
	_ = a.printJSON(shown)
}

func (a *app) mockReceipts() *cobra.Command {
	var provider, verdict string
	limit := -1
	c := &cobra.Command{
		Use: "receipts", Short: "List what the running server's mock received, newest first", Args: noArgs,
		Example: "ledgerhook mock receipts --provider finpilo --verdict duplicate",
		RunE: func(cmd *cobra.Command, _ []string) error {
			get := func(ctx context.Context, cursor string, n int) ([]control.Receipt, string, error) {
				return a.client().Receipts(ctx, provider, verdict, cursor, n)
			}
			return list(cmd.Context(), a, get, limit, []string{"ID", "RECEIVED", "PROVIDER", "TYPE", "VERDICT", "ANSWER", "REFERENCE", "PROBLEM"}, func(r control.Receipt) []string {
				return []string{r.ID, shortTime(r.ReceivedAt), r.Provider, r.EventType, r.Verdict, fmt.Sprint(r.Status), r.Reference, r.Problem}
			})
		},
	}
	c.Flags().StringVar(&provider, "provider", "", "only this product's")
	c.Flags().StringVar(&verdict, "verdict", "", "only this one: accepted, duplicate, rejected, unreadable or unhandled")
	limitFlag(c, &limit)
	return c
}

func (a *app) mockLedger() *cobra.Command {
	var provider string
	limit := -1
	c := &cobra.Command{
		Use: "ledger", Short: "List the double entries that the running server's mock booked, newest first; exit 1 if a check found one wrong", Args: noArgs,
		Long: "Entries stand in the order of the webhooks that they come from. Whatever was answered before is booked first, for which the server takes up " +
			"to two seconds. FILE tells how far the document's file is: waiting, fetched, gone or failed; --json has its tries, size and hash.",
		Example: "ledgerhook mock ledger --provider finpilo",
		RunE: func(cmd *cobra.Command, _ []string) error {
			var breached []string
			get := func(ctx context.Context, cursor string, n int) ([]control.Posting, string, error) {
				postings, next, err := a.client().Ledger(ctx, provider, cursor, n)
				for _, p := range postings {
					if len(p.Breaches) > 0 {
						breached = append(breached, p.Reference+": "+strings.Join(p.Breaches, "; "))
					}
				}
				return postings, next, err
			}
			head := []string{"REFERENCE", "POSTED", "PROVIDER", "DEBIT", "CREDIT", "CURRENCY", "FILE", "TEXT"}
			err := list(cmd.Context(), a, get, limit, head, func(p control.Posting) []string {
				debit, credit := sides(&p)
				file := ""
				if p.File != nil {
					file = p.File.State
				}
				return []string{p.Reference, shortTime(p.PostedAt), p.Provider, debit, credit, p.Currency, file, p.Text}
			})
			if err != nil {
				return err
			}
			return a.failBreached(breached)
		},
	}
	c.Flags().StringVar(&provider, "provider", "", "only this product's")
	limitFlag(c, &limit)
	return c
}

// sides writes "expenses 100.00, input VAT 21.00".
func sides(p *control.Posting) (debit, credit string) {
	var debits, credits []string
	for _, e := range p.Entries {
		if e.Debit != "" {
			debits = append(debits, e.Account+" "+e.Debit)
		} else {
			credits = append(credits, e.Account+" "+e.Credit)
		}
	}
	return strings.Join(debits, ", "), strings.Join(credits, ", ")
}

package local

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/emulate"
	"github.com/ledgerhook/ledgerhook/relay/fault"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// Node is one running ledgerhook. Its fields do not change while it runs.
type Node struct {
	Engine *relay.Engine
	Books  control.Books
	// ControlURL and MockURL are the addresses served, without a trailing slash.
	ControlURL string
	MockURL    string
	// ProviderURLs are the base URLs of the products' own APIs.
	ProviderURLs map[string]string
	// Tokens are the bearer tokens issued for the products' own APIs.
	Tokens map[string]string
	// Seed is what every random value comes from.
	Seed uint64
	// DB is the path of the database; InMemory where it is temporary.
	DB string

	files      *files
	samples    *fixtures.Catalogue
	ending     context.Context // ends the calls that go on by themselves
	endStreams context.CancelFunc
	control    *http.Server
	stop       context.CancelFunc
	running    sync.WaitGroup
	closed     sync.Once
	problem    error // of closing
}

// Start opens the database, takes the ports and begins to send what is due. It is ready when it returns. ctx bounds the
// start only; Close ends the node. The errors of taking a port wrap a *net.OpError, those of the database are relay/sqlite's.
func Start(ctx context.Context, opt Options) (*Node, error) {
	opt = opt.withDefaults()
	for _, address := range []string{opt.Listen, opt.MockListen} {
		if err := checkLoopback(address); err != nil {
			return nil, err
		}
	}
	transport, err := opt.transport()
	if err != nil {
		return nil, err
	}
	opt.Transport = transport
	files, err := openFiles(ctx, opt.DB, opt.MaxStoredBytes)
	if err != nil {
		return nil, err
	}
	n := &Node{files: files, DB: opt.DB, stop: func() {}}
	n.ending, n.endStreams = context.WithCancel(context.Background())
	if err := n.start(ctx, opt); err != nil {
		return nil, errors.Join(err, n.Close())
	}
	return n, nil
}

func (n *Node) start(ctx context.Context, opt Options) error {
	var err error
	if n.Seed, err = n.files.seed(ctx, opt.Seed); err != nil {
		return err
	}
	if opt.Clock, err = n.files.clock(ctx, &opt); err != nil {
		return err
	}
	if n.Tokens, err = n.files.issuedTokens(ctx, opt.Seed); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", opt.Listen)
	if err != nil {
		return err
	}
	n.ControlURL = "http://" + listener.Addr().String()
	n.ProviderURLs = map[string]string{}
	for _, d := range provider.All() {
		name := d.Traits().Name
		n.ProviderURLs[name] = n.ControlURL + "/" + name
	}
	if err := n.build(ctx, opt, listener); err != nil {
		return errors.Join(err, closeListener(listener))
	}
	return n.files.store.SetOwner(n.ControlURL)
}

// build makes the parts and sets them running.
func (n *Node) build(ctx context.Context, opt Options, listener net.Listener) error {
	samples, err := fixtures.New()
	if err != nil {
		return err
	}
	n.samples = samples
	chance := relay.Chance{Seed: n.Seed}
	faults := fault.New()
	faultSet := relay.NewFaultSet(chance)
	n.Engine, err = relay.NewEngine(ctx, relay.Options{
		Dialects: provider.All(), Samples: samples, Store: n.files.store, Clock: opt.Clock, Chance: chance,
		Faults: faults, FaultSet: faultSet, Transport: opt.Transport, Log: opt.Log, BaseURL: n.ControlURL,
		UserAgent: "ledgerhook/" + opt.Version, TimeScale: opt.TimeScale, AttemptTimeout: opt.AttemptTimeout, Grace: opt.Grace,
		SignWall: opt.SignWall,
		Changes:  relay.NewChangesBehind(changesBase(), keptChanges),
	})
	if err != nil {
		return err
	}
	n.Books = n.files.books
	receiver, err := mock.New(mock.Options{
		Books: n.files.books, Keys: engineKeys{n.Engine}, Clock: opt.Clock, IDs: relay.NewIDs(relay.Chance{Seed: ^n.Seed}, n.files.receipts),
		Faults: faultSet, OnReceipt: opt.OnReceipt,
	})
	if err != nil {
		return err
	}
	mockServer, err := mock.Listen(opt.MockListen, receiver)
	if err != nil {
		return err
	}
	n.MockURL = mockServer.URL
	if err := n.subscribeMock(ctx, opt.Bare); err != nil {
		return errors.Join(err, mockServer.Close())
	}
	n.control = &http.Server{
		Handler: n.handler(opt), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(opt.Log.Handler(), slog.LevelDebug),
	}
	n.run(opt.Log, listener, mockServer)
	return nil
}

func (n *Node) handler(opt Options) http.Handler {
	mode := "real"
	if _, virtual := opt.Clock.(relay.Movable); virtual {
		mode = "virtual"
	}
	mux := http.NewServeMux()
	mux.Handle("/", control.NewHandler(control.Options{
		Engine: n.Engine, Books: n.Books, Catalogue: Catalogue(), Version: opt.Version,
		ControlURL: n.ControlURL, MockURL: n.MockURL, ProviderURLs: n.ProviderURLs, Tokens: n.Tokens, ClockMode: mode, Stopping: n.ending,
	}))
	products := control.Guard(emulate.NewHandler(emulate.Options{
		Engine: n.Engine, Store: n.files.store, Details: n.samples, Clock: opt.Clock, Chance: relay.Chance{Seed: n.Seed}, BaseURL: n.ControlURL,
		Tokens: n.Tokens, IssuedOnly: opt.Strict,
	}))
	for name := range n.ProviderURLs {
		mux.Handle("/"+name, products)
		mux.Handle("/"+name+"/", products)
	}
	return mux
}

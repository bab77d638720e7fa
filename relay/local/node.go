package local

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/ledgerhook/ledgerhook/fixtures"
	"github.com/ledgerhook/ledgerhook/mock"
	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/fault"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// Node is one running ledgerhook. Its fields do not change while it runs.
type Node struct {
	Engine *relay.Engine
	Books  control.Books
	// ControlURL and MockURL are where this machine calls them, without a trailing slash.
	ControlURL string
	MockURL    string
	// ProviderURLs are the base URLs of the products' own APIs: below the advertised URL, where there is one.
	ProviderURLs map[string]string
	// PublicURL is where this machine calls the public side, and HookURLs are its hooks by name; empty without one.
	// PublicHookURLs are the same as the products call them: below Public.URL, where there is one. PublicOutside means that other
	// machines reach it without that.
	PublicURL      string
	HookURLs       map[string]string
	PublicHookURLs map[string]string
	PublicOutside  bool
	// Outside means that other machines reach the control API and the products' APIs.
	Outside bool
	// Token is what the control API asks for; empty for nothing. TokenDrawn means that nobody gave it.
	Token      string
	TokenDrawn bool
	// Tokens are the bearer tokens issued for the products' own APIs.
	Tokens map[string]string
	// Seed is what every random value comes from.
	Seed uint64
	// DB is the path of the database; InMemory where it is temporary.
	DB string

	publicURL string // what the products' URLs begin with
	fileURL   string // what the URLs of files in bodies begin with
	openKey   string // what opens those files; empty where they are open anyway

	mockTokens    map[string]string // with which the mock reads
	mockTransport *relay.Transport

	public      *publicSide // nil where there is none
	hookSegment string
	publicGrace time.Duration // for what it still answers at a stop

	files      *files
	samples    *fixtures.Catalogue
	secured    *secured        // nil without TLS
	ending     context.Context // ends the calls that go on by themselves
	endStreams context.CancelFunc
	control    *http.Server
	calls      *control.Calls // by which it serves
	stock      *Stock         // that they go back to
	stop       context.CancelFunc
	running    sync.WaitGroup
	closed     sync.Once
	problem    error // of closing
}

// Start opens the database, takes the ports and begins to send what is due. It is ready when it returns. ctx bounds the
// start only; Close ends the node. The errors of taking a port wrap a *net.OpError, those of the database are relay/sqlite's.
func Start(ctx context.Context, opt Options) (*Node, error) {
	opt = opt.withDefaults()
	if err := opt.check(); err != nil {
		return nil, err
	}
	own, err := opt.secure()
	if err != nil {
		return nil, err
	}
	transport, err := opt.transport(own)
	if err != nil {
		return nil, err
	}
	opt.Transport = transport
	roots, err := opt.roots(own)
	if err != nil {
		return nil, err
	}
	files, err := openFiles(ctx, &opt)
	if err != nil {
		return nil, err
	}
	n := &Node{files: files, secured: own, DB: opt.DB, Seed: files.seed, stop: func() {}}
	n.mockTransport = relay.NewTransport(relay.TransportOptions{RootCAs: roots})
	n.ending, n.endStreams = context.WithCancel(context.Background())
	if err := n.start(ctx, opt); err != nil {
		return nil, errors.Join(err, n.Close())
	}
	return n, nil
}

func (n *Node) start(ctx context.Context, opt Options) error {
	var err error
	if opt.Clock, err = n.files.clock(ctx, &opt); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", opt.Listen)
	if err != nil {
		return err
	}
	mockListener, err := net.Listen("tcp", opt.MockListen)
	if err != nil {
		return errors.Join(err, closeListener(listener))
	}
	n.MockURL = n.secured.urlOf(mockListener.Addr())
	err = cmp.Or(n.announce(ctx, &opt, listener), n.openPublic(ctx, &opt))
	if err == nil {
		err = n.build(ctx, opt, listener, mockListener)
	}
	if err != nil {
		return errors.Join(err, closeListener(listener), closeListener(mockListener))
	}
	return n.files.store.SetOwner(n.ControlURL)
}

// build makes the parts and sets them running.
func (n *Node) build(ctx context.Context, opt Options, listener, mockListener net.Listener) error {
	samples, err := opt.Stock.catalogue()
	if err != nil {
		return err
	}
	n.samples = samples
	chance := relay.Chance{Seed: n.Seed}
	reach := opt.reach()
	reach.MockURL = n.MockURL
	faults := fault.New()
	faultSet := relay.NewFaultSet(chance)
	n.Engine, err = relay.NewEngine(ctx, relay.Options{
		Dialects: provider.All(), Samples: samples, Store: n.files.store, Clock: opt.Clock, Chance: chance,
		Faults: faults, FaultSet: faultSet, Transport: opt.Transport, Log: opt.Log, BaseURL: n.publicURL, FileURL: n.fileURL,
		UserAgent: "ledgerhook/" + opt.Version, TimeScale: opt.TimeScale, AttemptTimeout: opt.AttemptTimeout, Grace: opt.Grace,
		SignWall: opt.SignWall, Reach: reach,
		Changes: relay.NewChangesBehind(changesBase(), keptChanges),
	})
	if err != nil {
		return err
	}
	signs := opt.Clock
	if opt.SignWall {
		signs = relay.RealClock{}
	}
	receiver, err := mock.New(mock.Options{
		Books: n.files.books, Keys: engineKeys{n.Engine}, Clock: opt.Clock, FreshBy: signs, IDs: relay.NewIDs(relay.Chance{Seed: ^n.Seed}, n.files.receipts),
		Faults: faultSet, OnReceipt: opt.OnReceipt, APIs: n.apis(), Transport: n.mockTransport, TimeScale: opt.TimeScale,
	})
	if err != nil {
		return err
	}
	n.Engine.Accompany(receiver)
	n.Books = Views(n.files.books, receiver)
	if err := n.subscribeMock(ctx, opt.Bare); err != nil {
		return err
	}
	if err := n.buildPublic(ctx, &opt); err != nil {
		return err
	}
	mockServer := mock.On(mockListener, n.secured.tlsConfig(), receiver, opt.Limits)
	n.control = opt.Limits.Server(n.handler(opt, n.guard(&opt)), opt.Log)
	n.run(&opt, opt.Limits.Listener(listener), receiver, mockServer)
	return nil
}

package local

import (
	"cmp"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// The default addresses.
const (
	DefaultListen     = "127.0.0.1:7117"
	DefaultMockListen = "127.0.0.1:7118"
)

// InMemory as a database path means a private temporary file that is removed at stop.
const InMemory = ":memory:"

// Options say what to start. The zero value serves on the default addresses with a temporary database.
type Options struct {
	// Listen and MockListen are the addresses of the control API and of the mock. Empty means the defaults; port 0
	// takes a free one. Where other machines reach Listen, the control API asks for Token, and the products' APIs take
	// only the tokens issued. The mock asks for nothing: it verifies signatures, and holds no secrets that it would tell.
	Listen     string
	MockListen string
	// Public is the side that real products call. Nil: there is none.
	Public *Public
	// DB is the path of the database, or InMemory. Empty means InMemory.
	DB string
	// Stock is what many nodes share, so that each starts sooner. Nil: the node makes its own.
	Stock *Stock
	// Key seals the secrets in the database. The zero Key is a file named key beside it; a temporary database has a key of
	// its own, which is kept nowhere.
	Key Key
	// MaxStoredBytes is how much the database may hold before new events are refused. Zero: no limit.
	MaxStoredBytes int64
	// Seed makes a run repeatable. Nil takes the database's own, which a new database draws.
	Seed *uint64
	// Clock is the engine's clock. Nil means the real one.
	Clock relay.Clock
	// ClockGoesOn lets a virtual clock take up where the database left it, wherever Clock stands.
	ClockGoesOn bool
	// TimeScale divides the waits of schedules. Zero means 1.
	TimeScale float64
	// SignWall takes the time of signatures from the wall and not from Clock.
	SignWall bool
	// AttemptTimeout replaces every product's own time limit. Zero keeps them.
	AttemptTimeout time.Duration
	// Grace is how long attempts in flight may go on at a stop. Zero means 10 s.
	Grace time.Duration
	// Bare leaves out the mock's subscriptions, which an empty database otherwise gets.
	Bare bool
	// Version is shown by the API and stands in the User-Agent of deliveries. Empty means "dev".
	Version string
	// CAFile is a PEM file of authorities that may sign receivers' certificates beside those that the system trusts. Empty
	// means none. It is read at the start.
	CAFile string
	// InsecureSkipVerify sends over TLS to whoever answers; each attempt made so carries a note.
	InsecureSkipVerify bool
	// NoProbe lets the products' APIs register URLs without asking them first, as Moneybird does.
	NoProbe bool
	// Strict holds deliveries to where the products themselves would send, and the products' APIs to the tokens issued.
	Strict bool
	// Token is what the control API asks every call for. Empty asks for none on loopback; beyond it one is drawn then, and
	// kept in the database.
	Token string
	// Advertise is the URL at which others find the products' APIs and files, such as http://host.docker.internal:7117.
	// Empty means the address listened at.
	Advertise string
	// Limits bound what callers may cost.
	Limits relay.ServerLimits
	// Assumed are names of hosts that count as public, each with the address that deliveries to it go to. Nil: none.
	Assumed relay.Assumed
	// Resolver is asked for receivers' addresses by what is strict. Nil means the system's.
	Resolver relay.Resolver
	// Proxy names the proxy that a delivery goes through. Nil means none. It does not go with Strict.
	Proxy func(*http.Request) (*url.URL, error)
	// TLS serves everything over https, with certificates by an authority that is kept in TLSDir.
	TLS    bool
	TLSDir string
	// Transport sends the deliveries. Nil means a relay.Transport with the options above; what is strict about the address
	// dialled is that one's.
	Transport http.RoundTripper
	// OnReceipt is called with each receipt of the mock before it answers. May be nil.
	OnReceipt func(relay.Receipt)
	// Log gets what went wrong inside. Nil means none.
	Log *slog.Logger
}

// check wants addresses, a token and a URL to advertise that are of use. An error is a relay.InputError.
func (o *Options) check() error {
	_, advertised := advertised(o.Advertise)
	return cmp.Or(checkAddress("listen", o.Listen), checkAddress("mock-listen", o.MockListen), checkToken(o.Token, false), advertised, o.Public.check())
}

func (o Options) withDefaults() Options {
	if o.Listen == "" {
		o.Listen = DefaultListen
	}
	if o.MockListen == "" {
		o.MockListen = DefaultMockListen
	}
	if o.DB == "" {
		o.DB = InMemory
	}
	if o.Clock == nil {
		o.Clock = relay.RealClock{}
	}
	if o.Version == "" {
		o.Version = "dev"
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// transport makes what sends the deliveries. A CA file that is of no use is a relay.InputError.
func (o *Options) transport(own *secured) (http.RoundTripper, error) {
	if o.Strict && o.Proxy != nil {
		return nil, &relay.InputError{Field: "proxy", Problem: "what is strict looks at the address that is dialled, which cannot be seen behind a proxy"}
	}
	if o.Transport != nil {
		return o.Transport, nil
	}
	roots, err := o.roots(own)
	if err != nil {
		return nil, err
	}
	return relay.NewTransport(relay.TransportOptions{
		RootCAs: roots, InsecureSkipVerify: o.InsecureSkipVerify, Reach: o.reach(), Proxy: o.Proxy,
	}), nil
}

// reach says where deliveries may go, but for where the mock listens.
func (o *Options) reach() relay.Reach {
	return relay.Reach{Strict: o.Strict, Assumed: o.Assumed, Resolver: o.Resolver}
}

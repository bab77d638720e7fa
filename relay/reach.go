package relay

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Resolver asks for the addresses of a name. A net.Resolver is one.
type Resolver interface {
	// LookupNetIP returns the addresses of a host; network is "ip". None is an error.
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Reach says where deliveries may go. The zero value lets them go everywhere. The engine and its Transport get the same one.
type Reach struct {
	// Strict enforces the products' own rules when a URL is saved, before each attempt, and on the address dialled.
	Strict bool
	// Assumed are names that count as public. Nil: none.
	Assumed Assumed
	// Resolver is asked for addresses. Nil means the system's.
	Resolver Resolver
	// MockURL is where the built-in mock listens, without a trailing slash: built-in subscriptions may always go there.
	MockURL string
}

// saveLookup is how long a name may take to resolve when a URL is saved.
const saveLookup = 5 * time.Second

// TargetError refuses a URL by a product's own rule. As an InputError it names the field.
type TargetError struct {
	Note  URLNote
	Input InputError
}

func (e *TargetError) Error() string { return e.Input.Error() }

// Unwrap returns the InputError.
func (e *TargetError) Unwrap() error { return &e.Input }

// strictHint is what to do about a URL that is refused.
const strictHint = "the server is strict; on this machine use serve --tls and --assume-public HOST=127.0.0.1, or leave --strict out"

// targetError refuses by a note.
func targetError(field string, note URLNote) error {
	return &TargetError{Note: note, Input: InputError{Field: field, Problem: note.Text, Hint: strictHint}}
}

// lookup returns the addresses of a name.
func (r *Reach) lookup(ctx context.Context, name string) ([]netip.Addr, error) {
	resolver := r.Resolver
	if resolver == nil {
		resolver = net.DefaultResolver
	}
	addrs, err := resolver.LookupNetIP(ctx, "ip", name)
	if err == nil && len(addrs) == 0 {
		err = &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	}
	return addrs, err
}

// exempt tells whether a URL is the built-in mock's, of the built-in subscription.
func (r *Reach) exempt(builtin bool, target string) bool {
	return builtin && r.MockURL != "" && (target == r.MockURL || strings.HasPrefix(target, r.MockURL+"/"))
}

// assumes tells whether a URL's host counts as public.
func (r *Reach) assumes(target string) bool {
	if len(r.Assumed) == 0 {
		return false
	}
	u, err := url.Parse(target)
	if err != nil {
		return false
	}
	return r.Assumed.Has(u.Hostname())
}

// refusal is the first of a product's rules that a URL breaks by itself; nil when there is none, or nothing is enforced.
func (r *Reach) refusal(rule *URLRule, target string) *URLNote {
	if !r.Strict {
		return nil
	}
	for _, note := range rule.Notes(target, r.Assumed) {
		if note.Refuses() {
			return &note
		}
	}
	return nil
}

// check refuses to save a URL that a product would refuse, also for what its host's name resolves to. It returns nil or a
// TargetError.
func (r *Reach) check(ctx context.Context, rule *URLRule, field, target string) error {
	if !r.Strict {
		return nil
	}
	if note := r.refusal(rule, target); note != nil {
		return targetError(field, *note)
	}
	name := r.toResolve(rule, target)
	if name == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, saveLookup)
	defer cancel()
	why := ""
	if addrs, err := r.lookup(ctx, name); err != nil {
		why = fmt.Sprintf("%s does not resolve (%s)", name, lookupText(err))
	} else {
		why = anyNotPublic(name, addrs)
	}
	if why == "" {
		return nil
	}
	return targetError(field, URLNote{Rule: RulePublicOnly, Text: why + "; " + rule.PublicOnly.Text, Source: rule.PublicOnly.Source})
}

// toResolve is the name that a product would ask for its addresses when a URL is saved; empty where there is none.
func (r *Reach) toResolve(rule *URLRule, target string) string {
	u, err := url.Parse(target)
	if err != nil || !rule.PublicOnly.Made() {
		return ""
	}
	host := readHost(u.Hostname())
	if _, ok := r.Assumed[host.name]; ok {
		return ""
	}
	return host.name
}

// anyNotPublic says which of a host's addresses is not public; empty where all are.
func anyNotPublic(name string, addrs []netip.Addr) string {
	for _, addr := range addrs {
		if kind := AddressKind(addr); kind != "" {
			return fmt.Sprintf("%s resolves to %s, %s address", name, addr.Unmap(), article(kind))
		}
	}
	return ""
}

// lookupText leaves out the name and server that a DNS error repeats.
func lookupText(err error) string {
	if dns, ok := err.(*net.DNSError); ok {
		return dns.Err
	}
	return err.Error()
}

package workspace

import (
	"net/url"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

// What a server has may hold the values of variables, so where a subscription went is shown as the last file wrote it. At a
// start that file is not known, and only the host is shown.

// urlBefore is where a subscription went.
func urlBefore(have *control.Subscription, before *File) string {
	if last := before.subscription(have.DeclaredAs); last != nil {
		return last.URL.shown()
	}
	return hostOf(have.URL)
}

// targetBefore is urlBefore with the URLs of single event types.
func targetBefore(have *control.Subscription, before *File) string {
	if last := before.subscription(have.DeclaredAs); last != nil {
		return last.target()
	}
	return hostOf(have.URL)
}

// subscription is the one of a name; nil when there is none, or no file.
func (f *File) subscription(name string) *Subscription {
	if f == nil {
		return nil
	}
	for i := range f.Subscriptions {
		if f.Subscriptions[i].Name == name {
			return &f.Subscriptions[i]
		}
	}
	return nil
}

// hostOf is a URL without what may be secret in it.
func hostOf(target string) string {
	u, err := url.Parse(target)
	if err != nil || u.Host == "" {
		return "…"
	}
	shown := u.Scheme + "://" + u.Host
	if u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.User != nil {
		return relay.Visible(shown) + "/…"
	}
	return relay.Visible(shown + u.Path)
}

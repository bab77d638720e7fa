package local

import (
	"context"
	"net"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/emulate"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// announce settles, once the port is taken, where callers find this node and what they must know. Whether others can call
// is told by the address that was taken, not by the words in the options.
func (n *Node) announce(ctx context.Context, opt *Options, listener net.Listener) (err error) {
	n.ControlURL, n.Outside, n.Token = n.secured.urlOf(listener.Addr()), isOutside(listener), opt.Token
	n.publicURL = n.ControlURL
	if u, err := advertised(opt.Advertise); err == nil && u != nil {
		n.publicURL = u.String()
	}
	n.ProviderURLs = map[string]string{}
	for _, d := range provider.All() {
		name := d.Traits().Name
		n.ProviderURLs[name] = n.publicURL + "/" + name
	}
	n.fileURL = n.publicURL
	seed := opt.Seed
	if n.Outside {
		if seed != nil {
			opt.Log.Warn("other machines can call, and webhook secrets come from the seed that was given: whoever guesses it can sign; leave the seed out")
		}
		seed = nil // tokens, at least, cannot be guessed
		if err := n.protect(ctx); err != nil {
			return err
		}
	}
	if n.Tokens, err = n.files.issuedTokens(ctx, seed); err != nil {
		return err
	}
	return n.drawMockTokens()
}

// protect makes what keeps strangers out. The URLs of files carry a key that cannot be guessed, since what fetches a file
// need not hold the token. Source: our choice.
func (n *Node) protect(ctx context.Context) error {
	var err error
	if n.Token == "" {
		n.TokenDrawn = true
		if n.Token, err = n.files.secret(ctx, "token.control"); err != nil {
			return err
		}
	}
	if err := checkToken(n.Token, true); err != nil {
		return err
	}
	if n.openKey, err = n.files.secret(ctx, "files"); err != nil {
		return err
	}
	n.fileURL += "/" + emulate.OpenPath + "/" + n.openKey
	return nil
}

// Client calls the control API of this node, and trusts its certificate where it has one.
func (n *Node) Client() *control.Client {
	client := control.NewClient(n.ControlURL).WithToken(n.Token)
	if n.secured != nil {
		client.Trust(n.secured.authority.pool())
	}
	return client
}

// guard says by which names this node may be called.
func (n *Node) guard(opt *Options) control.Guard {
	u, err := advertised(opt.Advertise)
	if err != nil {
		u = nil // it was refused at the start
	}
	guard := control.Guard{Outside: n.Outside, Advertised: u}
	if n.Outside {
		guard.Name = hostName(opt.Listen)
	}
	return guard
}

package main

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// client calls the server that --server names.
func (a *app) client() *control.Client { return a.clientAt(a.server).WithToken(a.token) }

// clientAt calls a server. One at https:// is trusted by what trust has found.
func (a *app) clientAt(base string) *control.Client {
	client := control.NewClient(base)
	if a.roots != nil && strings.HasPrefix(base, "https://") {
		client.Trust(a.roots)
	}
	return client
}

// trust finds out who may sign the certificate of a server at https://, where one is to be called: those whom the system
// trusts, and the file that LEDGERHOOK_CA names or else the authority that serve --tls keeps.
func (a *app) trust() error {
	if !strings.HasPrefix(a.server, "https://") {
		return nil
	}
	file := a.environ("LEDGERHOOK_CA")
	if file == "" {
		return a.trustOwn()
	}
	roots, err := relay.RootsWith(file)
	if err != nil {
		return usage("LEDGERHOOK_CA=FILE, which serve --tls prints", "LEDGERHOOK_CA: %w", err)
	}
	a.roots = roots
	return nil
}

// trustOwn trusts the authority that serve --tls keeps, where there is one.
func (a *app) trustOwn() error {
	dir, err := a.stateDir()
	if err != nil {
		return nil // then there is nothing of ours to trust
	}
	file := local.AuthorityFile(tlsDir(dir))
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	a.roots, err = relay.RootsWith(file)
	return err
}

package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay/export"
	"github.com/ledgerhook/ledgerhook/relay/local"
)

// readyTLS is the part of the ready file on TLS. Absent without it.
type readyTLS struct {
	CA           string                 `json:"ca,omitempty,omitzero"`
	Certificates map[string]certificate `json:"certificates,omitempty"`
}

// certificate is what an app serves with to be a host that counts as public.
type certificate struct {
	Cert string `json:"cert"`
	Key  string `json:"key"`
}

func readyTLSOf(node *local.Node) readyTLS {
	shown := readyTLS{CA: node.CAFile()}
	for _, files := range node.HostCertificates() {
		if shown.Certificates == nil {
			shown.Certificates = map[string]certificate{}
		}
		shown.Certificates[files.Host] = certificate{Cert: files.CertFile, Key: files.KeyFile}
	}
	return shown
}

// sayReach tells how the addresses are trusted, and where deliveries may go.
func (a *app) sayReach(node *local.Node) {
	if ca := node.CAFile(); ca != "" {
		a.say("  TLS            by the authority in %s; this command line trusts it with", ca)
		a.say("                 LEDGERHOOK_SERVER=%s, and an app does with one of", node.ControlURL)
		a.say("                 NODE_EXTRA_CA_CERTS=%s", export.ShellWord(ca))
		a.say("                 SSL_CERT_FILE=%s  (Go, Ruby, OpenSSL: instead of the system's)", export.ShellWord(ca))
		a.say("                 curl --cacert %s", export.ShellWord(ca))
	}
	reach := &node.Engine.Reach
	if reach.Strict {
		a.say("  strict         URLs that a product would refuse are refused; the built-in mock is exempt")
		if len(reach.Assumed) == 0 {
			a.say("                 so Fintoro and Finpilo take no http:// URL; for https on this machine: --tls --assume-public api.test=127.0.0.1")
		}
	}
	for _, host := range slices.Sorted(maps.Keys(reach.Assumed)) {
		a.say("  %-14s counts as public, and is dialled at %s", host, reach.Assumed[host])
	}
	for _, files := range node.HostCertificates() {
		a.say("                 your app serves %s with the certificate %s and the key %s", files.Host, export.ShellWord(files.CertFile), export.ShellWord(files.KeyFile))
	}
}

// exampleApp is where the commands that register a webhook say that an app listens.
const exampleApp = "http://127.0.0.1:3000"

// registerable turns a command that registers a webhook into one that works with this node: it trusts the node's certificate,
// and where URLs are checked it names a host that counts as public, if there is one.
func registerable(curl string, node *local.Node) string {
	curl = trusting(curl, node.CAFile())
	reach := &node.Engine.Reach
	if hosts := slices.Sorted(maps.Keys(reach.Assumed)); reach.Strict && len(hosts) > 0 {
		curl = strings.ReplaceAll(curl, exampleApp, "https://"+hosts[0]+":3000")
	}
	return curl
}

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/local"
	"github.com/ledgerhook/ledgerhook/relay/strictyaml"
	"github.com/ledgerhook/ledgerhook/relay/workspace"
)

// Settings come from flags, then LEDGERHOOK_<FLAG>, then the section serve of ledgerhook.yaml, then defaults.

// configFlag names the file for verbs that start a server; withoutConfig is its word for none.
const (
	configFlag    = "config"
	withoutConfig = "none"
)

// pathFlag marks flags that hold a path: in ledgerhook.yaml it is relative to the file.
const pathFlag = "ledgerhook/path"

// configFlags adds --config and marks what is a path.
func configFlags(f *pflag.FlagSet, config *string) {
	f.StringVar(config, configFlag, "", "the ledgerhook.yaml to go by, or none (default: the one here or in a directory above)")
	for _, name := range []string{"db", "ca", "ready-file", fixturesFlag} {
		if flag := f.Lookup(name); flag != nil {
			flag.Annotations = map[string][]string{pathFlag: {"true"}}
		}
	}
}

// fromFile fills flags that were not given from ledgerhook.yaml.
func (a *app) fromFile(cmd *cobra.Command) error {
	flag := cmd.Flags().Lookup(configFlag)
	starts := cmd.Name() == "serve" || cmd.Name() == "relay"
	attaches := !starts && cmd.Flags().Changed("server") // and starts nothing
	if flag == nil || attaches {
		a.serverFromFile(cmd)
		return nil
	}
	path, err := configPath(flag.Value.String())
	if err != nil || path == "" {
		return err
	}
	file, err := workspace.Load(path, a.environ)
	if err != nil {
		return fileError(path, err)
	}
	for _, setting := range file.Settings {
		if err := setFromFile(cmd, file, setting); err != nil {
			return err
		}
	}
	a.workspace = file
	return nil
}

// configPath is the file to go by; empty for none.
func configPath(given string) (string, error) {
	switch given {
	case withoutConfig:
		return "", nil
	case "":
		path, err := workspace.Find(".")
		if errors.Is(err, workspace.ErrForeign) {
			return "", &exitError{code: exitRefused, err: err, try: "ledgerhook serve --config FILE if you trust it, or --config none"}
		}
		return path, err
	}
	return given, nil
}

// fileError is wrong usage where the file is at fault.
func fileError(path string, err error) error {
	var mistake *strictyaml.Error
	var mistakes strictyaml.Mistakes
	switch {
	case errors.As(err, &mistake), errors.As(err, &mistakes):
		return usage("", "%w", err)
	case errors.Is(err, fs.ErrNotExist):
		return usage("name a file that is there with --config, or none", "%s: there is no such file", path)
	}
	return err
}

// setFromFile sets one flag, unless it was given or is one that only serve has.
func setFromFile(cmd *cobra.Command, file *workspace.File, setting workspace.Setting) error {
	known, err := settable(cmd.Root())
	if err != nil {
		return err
	}
	if !slices.Contains(known, setting.Name) {
		hint := "ledgerhook serve --help lists them"
		if near := relay.Nearest(setting.Name, known); near != "" {
			hint = "did you mean " + near + "?"
		}
		return usage("", "%w", &strictyaml.Error{At: setting.At, Problem: fmt.Sprintf("serve has no flag %.60q", setting.Name), Hint: hint})
	}
	flag := cmd.Flags().Lookup(setting.Name)
	if flag == nil || flag.Changed {
		return nil
	}
	for _, value := range setting.Values {
		if flag.Annotations[pathFlag] != nil && value != local.InMemory && !filepath.IsAbs(value) {
			value = filepath.Join(filepath.Dir(file.Path), value)
		}
		if err := cmd.Flags().Set(flag.Name, value); err != nil {
			problem := strings.TrimPrefix(flagError(cmd, err).Error(), "--")
			return usage("", "%w", &strictyaml.Error{At: setting.Value, Problem: "serve: " + problem})
		}
	}
	return nil
}

// settable are the flags of serve that a file may set.
func settable(root *cobra.Command) ([]string, error) {
	serve, _, err := root.Find([]string{"serve"})
	if err != nil {
		return nil, err
	}
	var names []string
	serve.NonInheritedFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name != configFlag && f.Name != "help" {
			names = append(names, f.Name)
		}
	})
	return names, nil
}

// serverFromFile lets a verb that calls a server find the one that the file has listen elsewhere. Only serve insists that the
// file is right.
func (a *app) serverFromFile(cmd *cobra.Command) {
	if cmd.Flags().Changed("server") {
		return
	}
	path, err := configPath(a.environ("LEDGERHOOK_CONFIG"))
	if err != nil || path == "" {
		return
	}
	file, err := workspace.Load(path, func(string) string { return "-" }) // the variables are serve's
	if err != nil {
		return
	}
	for _, setting := range file.Settings {
		if setting.Name != "listen" || len(setting.Values) != 1 {
			continue
		}
		a.serverAt(setting.Values[0])
	}
}

// serverAt calls the server that listens at an address; port 0 says nothing of where that is.
func (a *app) serverAt(listen string) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil || port == "0" {
		return
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() { // every address of this machine
		host = "127.0.0.1"
	}
	a.server = "http://" + net.JoinHostPort(host, port)
}

// dataDir is where a workspace's data lives.
const dataDir = ".ledgerhook"

// defaultDB is the database beside ledgerhook.yaml, else the one in the user's state directory.
func (a *app) defaultDB() (string, error) {
	if a.workspace != nil {
		dir := filepath.Join(filepath.Dir(a.workspace.Path), dataDir)
		return filepath.Join(dir, "ledgerhook.db"), ignored(dir)
	}
	dir, err := a.stateDir()
	if err != nil {
		return "", usage("ledgerhook serve --db PATH", "%w", err)
	}
	return filepath.Join(dir, "ledgerhook.db"), nil
}

// ignored makes a directory that git leaves out, since what is in it holds secrets.
func ignored(dir string) error {
	refused := func(err error) error {
		return &exitError{code: exitRefused, err: fmt.Errorf("make the directory of the workspace's data: %w", err), try: "ledgerhook serve --db PATH"}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return refused(err)
	}
	f, err := os.OpenFile(filepath.Join(dir, ".gitignore"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return refused(err)
	}
	if _, err := f.WriteString("*\n"); err != nil {
		return refused(errors.Join(err, f.Close()))
	}
	return f.Close()
}

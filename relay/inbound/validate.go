package inbound

import (
	"fmt"
	"math"
	"regexp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// maxSecrets is how many secrets a hook may have: each costs an HMAC. Source: our choice.
const maxSecrets = 8

// withDefaults checks the options and fills in what was left out. An error is a relay.InputError.
func (opt Options) withDefaults() (Options, error) {
	if err := opt.validate(); err != nil {
		return opt, err
	}
	if opt.MaxBodyBytes == 0 {
		opt.MaxBodyBytes = relay.MaxDataBytes
	}
	if opt.AtOnce == 0 {
		opt.AtOnce = 256
	}
	if opt.Waiting == 0 {
		opt.Waiting = 1024
	}
	return opt, nil
}

func (opt *Options) validate() error {
	switch {
	case len(opt.Hooks) == 0:
		return &relay.InputError{Field: "hooks", Problem: "there are none"}
	case opt.Relay == nil || opt.Clock == nil:
		return &relay.InputError{Problem: "the relay or the clock is missing"}
	case !regexp.MustCompile(`^[A-Za-z0-9_-]{0,200}$`).MatchString(opt.Path):
		return &relay.InputError{Field: "path", Problem: "it is no path segment of letters, digits, hyphens and underscores"}
	case opt.MaxBodyBytes < 0 || opt.MaxBodyBytes > relay.MaxDataBytes:
		return &relay.InputError{Field: "max_body", Problem: fmt.Sprintf("%d bytes are not between 0 (the most) and %d", opt.MaxBodyBytes, relay.MaxDataBytes)}
	case math.IsNaN(opt.Rate) || opt.Rate < 0 || opt.Rate > relay.MaxRate:
		return &relay.InputError{Field: "max_rate", Problem: fmt.Sprintf("%v a second is not between 0 (no limit) and %d", opt.Rate, relay.MaxRate)}
	case opt.AtOnce < 0 || opt.Waiting < 0:
		return &relay.InputError{Problem: "how many requests are taken at once, and how many wait, is no negative number"}
	}
	for _, proxy := range opt.Proxies {
		if !proxy.IsValid() {
			return &relay.InputError{Field: "proxies", Problem: "one is no range of addresses", Hint: "such as 127.0.0.1/32"}
		}
	}
	names := map[string]bool{}
	for i := range opt.Hooks {
		h := &opt.Hooks[i]
		if err := h.validate(); err != nil {
			return err
		}
		if names[h.Name] {
			return &relay.InputError{Field: "hooks", Problem: fmt.Sprintf("there are two named %s", h.Name)}
		}
		names[h.Name] = true
	}
	return nil
}

func (h *Hook) validate() error {
	if !regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`).MatchString(h.Name) {
		return &relay.InputError{Field: "hooks", Problem: fmt.Sprintf("%.70q is no name of a hook", h.Name), Hint: "lower-case letters, digits and hyphens, at most 64"}
	}
	wrong := func(field, problem, hint string) error {
		return &relay.InputError{Field: field, Problem: "hook " + h.Name + ": " + problem, Hint: hint}
	}
	dialect, ok := provider.ByName(h.Provider)
	if !ok {
		return wrong("provider", fmt.Sprintf("there is no product %.40q", h.Provider), "")
	}
	traits := dialect.Traits()
	ownPlace := h.Provider == "finpilo" || h.Provider == "silverfin" // each secret has one, so there are no more than places
	switch {
	case len(h.Secrets) > maxSecrets, ownPlace && len(h.Secrets) > len(traits.SecretNames):
		return wrong("secret", fmt.Sprintf("%d are too many", len(h.Secrets)), "")
	case h.Token != "" && h.Provider != "moneybird":
		return wrong("token", "only Moneybird sends one", "")
	case h.Sync && h.Provider != "finpilo":
		return wrong("sync", traits.Title+" reads nothing in the answer", "leave it out: only Finpilo looks for a reference there")
	case h.Sync && len(h.Targets) == 0:
		return wrong("sync", "there is no target whose answer could be passed on", "")
	case len(h.Secrets) == 0 && h.Token == "" && h.Provider != "finpilo" && !h.ForwardUnverified:
		return wrong("secret", "it is missing, and nothing that comes in could be verified", "give the "+traits.SecretNames[0])
	}
	for _, secret := range h.Secrets {
		if _, err := provider.Verify(relay.Presented{Provider: h.Provider, Secrets: []string{secret}}, ""); err != nil || secret == "" {
			problem := "it is empty"
			if secret != "" {
				problem = "a " + traits.SecretNames[0] + " cannot be read: " + err.Error()
			}
			return wrong("secret", problem, "")
		}
	}
	return nil
}

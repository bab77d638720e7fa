package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// hookFlags are the flags of relay that say what comes in and where it goes on to. They belong to the --provider before
// them, so that they are noted in the order of the command line.
type hookFlags struct {
	noted []notedFlag
	typed int // how many of them stood in the command line; the others came from the environment
}

// notedFlag is one use of a flag.
type notedFlag struct{ name, value string }

// hookFlag is a flag as pflag knows it.
type hookFlag struct {
	all        *hookFlags
	name, kind string
}

func (f *hookFlag) String() string { return "" }
func (f *hookFlag) Type() string   { return f.kind }

// Set implements pflag.Value.
func (f *hookFlag) Set(value string) (err error) {
	switch f.kind {
	case "bool":
		_, err = strconv.ParseBool(value)
	case "int":
		_, err = strconv.Atoi(value)
	case "float64":
		_, err = strconv.ParseFloat(value, 64)
	}
	if err != nil {
		return err
	}
	f.all.noted = append(f.all.noted, notedFlag{f.name, value})
	return nil
}

func (h *hookFlags) flags(f *pflag.FlagSet) {
	add := func(name, kind, usage string) {
		flag := f.VarPF(&hookFlag{h, name, kind}, name, "", usage)
		if kind == "bool" {
			flag.NoOptDefVal = "true"
		}
	}
	add("provider", "string", "whose webhooks come in: finpilo, fintoro, moneybird, silverfin or bookkeeper; a second one begins the next hook")
	add("name", "string", "the hook's `NAME` in its URL, where a product is there twice (default: the product's)")
	add("secret", "string", "the secret that verifies, as the product gave it: "+howToGive)
	add("secret2", "string", "the second one, likewise: Silverfin's second token, or the one beside it during a rotation (Moneybird, Bookkeeper)")
	add("old-secret", "string", "one that counts no more, so that its use is named; can be given more than once")
	add("webhook-token", "string", "Moneybird's webhook_token, which stands in each body, likewise")
	add("to", "string", "the `URL` that gets what comes in, or @FILE with it, or mock; can be given more than once")
	add("resign", "bool", "sign anew what a receiver would find too old: late retries and replays")
	add("forward-unverified", "bool", "pass on what does not verify, too; without a secret nothing does")
	add("sync", "bool", "wait for the app and answer what it answers (Finpilo, which reads its reference there)")
	add("retry", "string", "waits between attempts, such as 5s,5m,1h, or none (default: 2s to 1h, over 48h)")
	add("rate", "float64", "attempts a second to each target; 0 for no limit")
	add("concurrency", "int", "attempts at once to each target; 0 for the engine's default")
	add("ordered", "bool", "one after the other, in the order they came in")
}

// hooks sorts the flags by hook. None: nil.
func (h *hookFlags) hooks() ([]givenHook, error) {
	hooks, err := h.sorted()
	if err != nil {
		return nil, err
	}
	for i := range hooks {
		hooks[i].mistake = func(field, problem, hint string) error {
			return usage(hint, "--%s: %s", field, problem)
		}
	}
	return hooks, nil
}

func (h *hookFlags) sorted() ([]givenHook, error) {
	const example = "ledgerhook relay --provider fintoro --secret @FILE --to http://127.0.0.1:3000/hooks"
	count := 0
	for _, one := range h.noted {
		if one.name == "provider" {
			count++
		}
	}
	switch {
	case count == 0 && h.typed > 0:
		return nil, usage(example, "--%s belongs to a --provider, and there is none", h.noted[0].name)
	case count == 0:
		return nil, nil
	case count > 1 && len(h.noted) > h.typed:
		name := "LEDGERHOOK_" + strings.ToUpper(strings.ReplaceAll(h.noted[h.typed].name, "-", "_"))
		return nil, usage("unset "+name+", and give the flag behind each --provider, or declare the hooks in ledgerhook.yaml", "%s cannot tell which of %d hooks it is for", name, count)
	}
	var hooks []givenHook
	current := -1
	if count == 1 { // what stands before it belongs to it, too
		hooks, current = make([]givenHook, 1), 0
	}
	for _, one := range h.noted {
		switch {
		case one.name == "provider" && count > 1:
			hooks = append(hooks, givenHook{provider: one.value})
			current++
		case current < 0:
			return nil, usage("put it behind the --provider that it is for", "--%s stands before the first of %d --provider", one.name, count)
		default:
			if err := hooks[current].set(one); err != nil {
				return nil, err
			}
		}
	}
	return hooks, nil
}

// set notes one flag. Its value is of its kind.
func (g *givenHook) set(one notedFlag) error {
	text := map[string]*string{
		"provider": &g.provider, "name": &g.name, "secret": &g.secret, "secret2": &g.secret2, "webhook-token": &g.token, "retry": &g.retry,
	}
	truth := map[string]*bool{"resign": &g.resign, "forward-unverified": &g.forwardUnverified, "sync": &g.sync, "ordered": &g.ordered}
	list := map[string]*[]string{"old-secret": &g.old, "to": &g.to}
	twice := slices.Contains(g.given, one.name)
	g.given = append(g.given, one.name)
	switch {
	case list[one.name] != nil:
		*list[one.name] = append(*list[one.name], one.value)
		return nil
	case twice:
		return usage("give it once for each --provider", "--%s is given twice for %s", one.name, g.provider)
	case text[one.name] != nil:
		*text[one.name] = one.value
		return nil
	}
	var err error
	switch {
	case truth[one.name] != nil:
		*truth[one.name], err = strconv.ParseBool(one.value)
	case one.name == "rate":
		g.rate, err = strconv.ParseFloat(one.value, 64)
	case one.name == "concurrency":
		g.concurrency, err = strconv.Atoi(one.value)
	default:
		err = fmt.Errorf("the flag --%s is of no hook", one.name)
	}
	return err
}

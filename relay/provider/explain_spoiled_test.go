package provider_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// A secret that is given with something beside it is told from one that is another.
func TestExplainSecretGivenWithSomethingBesideIt(t *testing.T) {
	t.Parallel()
	for spoiled, id := range map[string]string{
		`"§"`: "secret-quoted", "'§'": "secret-quoted", "“§”": "secret-quoted",
		"§ ": "secret-blank", "  §": "secret-blank", "§\u200b": "secret-blank", "\ufeff§": "secret-blank", "§\u00a0": "secret-blank", `"§" `: "secret-blank", "§\r": "secret-blank",
	} {
		for name, p := range signers(t) {
			in := p.presented(p.headers(p.right()))
			in.Secrets = []string{strings.ReplaceAll(spoiled, "§", p.secrets[0])}
			e, err := provider.Explainer{}.Explain(in)
			var input *relay.InputError
			switch {
			case name == "bookkeeper" && errors.As(err, &input):
				if !strings.Contains(input.Problem, "invisible characters beside it") || strings.Contains(err.Error(), p.secrets[0]) {
					t.Errorf("%+q: %v", spoiled, err)
				}
				continue
			case err != nil:
				t.Fatal(err)
			}
			checkExplanation(t, &in, &e)
			p.wantsMistake(t, &e, id, "as it is given here")
			if !strings.Contains(e.Mistake.Remedy, "without them") {
				t.Errorf("%s, %+q: %s", name, spoiled, e.Mistake.Remedy)
			}
		}
	}
}

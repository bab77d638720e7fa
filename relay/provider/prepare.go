package provider

import (
	"bytes"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/ledgerhook/ledgerhook/relay"
)

// needs is what a product wants of a new subscription.
type needs struct {
	traits   relay.Traits
	required int                                  // how many secrets are drawn when missing
	draw     func(n int) string                   // the n-th secret, from 0; nil when none is drawn
	check    func(secret string) (problem string) // of a given secret; nil takes any
	routes   bool                                 // URLs by event type are allowed
	noURL    bool                                 // it may have none yet
	own      []ownField
}

// ownField is a field of Subscription.Own.
type ownField struct {
	name  string
	want  string // what it must be, for the error
	valid func(jsontext.Value) bool
	draw  func() jsontext.Value // nil: the field may be missing
}

// fill checks a subscription and fills in what is missing. It changes nothing when it returns an error, which is an
// InputError, and nothing in a subscription that it has filled before.
func (n needs) fill(sub *relay.Subscription) error {
	if err := n.checkTargets(sub); err != nil {
		return err
	}
	secrets, err := n.fillSecrets(sub.Secrets)
	if err != nil {
		return err
	}
	own, err := n.fillOwn(sub.Own)
	if err != nil {
		return err
	}
	sub.Secrets, sub.Own = secrets, own
	return nil
}

func (n needs) checkTargets(sub *relay.Subscription) error {
	if err := checkURL("url", sub.URL); err != nil && (sub.URL != "" || !n.noURL) {
		return err
	}
	if len(sub.URLs) > 0 && !n.routes {
		return &relay.InputError{Field: "urls", Problem: n.traits.Title + " sends all event types to one URL", Hint: "make one subscription per URL"}
	}
	for _, eventType := range slices.Sorted(maps.Keys(sub.URLs)) {
		if err := checkURL("urls."+eventType, sub.URLs[eventType]); err != nil {
			return err
		}
	}
	return nil
}

func (n needs) fillSecrets(given []relay.Secret) ([]relay.Secret, error) {
	names := n.traits.SecretNames
	lasting := slices.DeleteFunc(slices.Clone(given), func(s relay.Secret) bool { return !s.ExpiresAt.IsZero() }) // the others were rotated away
	if len(lasting) > len(names) {
		return nil, &relay.InputError{
			Field:   "secret",
			Problem: fmt.Sprintf("%s takes at most %d (%s), not %d", n.traits.Title, len(names), strings.Join(names, ", "), len(lasting)),
		}
	}
	secrets := slices.Clone(given)
	for i, secret := range lasting {
		if problem := n.problemOf(secret.Value); problem != "" {
			return nil, &relay.InputError{Field: secretField(i), Problem: fmt.Sprintf("the %s %s", names[i], problem), Hint: n.secretHint(i)}
		}
	}
	for i := len(given); i < n.required; i++ {
		secrets = append(secrets, relay.Secret{Value: n.draw(i)})
	}
	return secrets, nil
}

func (n needs) problemOf(secret string) string {
	if secret == "" {
		return "is empty"
	}
	if n.check == nil {
		return ""
	}
	return n.check(secret)
}

func (n needs) secretHint(i int) string {
	if i < n.required {
		return "leave it out to have one made"
	}
	return "leave it out to have none"
}

// secretField is the flag that a person gives the i-th secret with.
func secretField(i int) string {
	if i == 0 {
		return "secret"
	}
	return "secret" + strconv.Itoa(i+1)
}

func (n needs) fillOwn(own []byte) ([]byte, error) {
	if len(bytes.TrimSpace(own)) == 0 {
		own = []byte("{}")
	}
	o, err := readObject(own)
	if err != nil {
		return nil, &relay.InputError{Field: "own", Problem: err.Error()}
	}
	var missing []member
	for _, field := range n.own {
		value := o.get(field.name)
		switch {
		case value != nil && !field.valid(value):
			return nil, &relay.InputError{Field: field.name, Problem: "it must be " + field.want, Hint: field.hint()}
		case value == nil && field.draw != nil:
			missing = append(missing, member{field.name, field.draw()})
		}
	}
	return o.add(own, missing...), nil
}

func (f ownField) hint() string {
	if f.draw == nil {
		return "leave it out to have none"
	}
	return "leave it out to have one made"
}

// drawNumber draws an integer of at least from and less than upTo.
func drawNumber(chance relay.Chance, purpose, key string, from, upTo uint64) func() jsontext.Value {
	return func() jsontext.Value {
		return strconv.AppendUint(nil, from+chance.Uint64(purpose, key, 0)%(upTo-from), 10)
	}
}

// checkURL takes what an HTTP client can be pointed at, on any host. The products' own, narrower rules are
// their relay.URLRule.
func checkURL(field, target string) error {
	problem := urlProblem(target)
	if problem == "" {
		return nil
	}
	return &relay.InputError{Field: field, Problem: problem, Hint: "such as http://localhost:3000/webhooks"}
}

func urlProblem(target string) string {
	switch {
	case target == "":
		return "it is missing"
	case !utf8.ValidString(target):
		return "it is not valid UTF-8"
	case strings.ContainsFunc(target, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }):
		return "it holds a space or a control character"
	case strings.Contains(target, "#"):
		return "it holds a fragment, which HTTP does not send"
	}
	u, err := url.Parse(target)
	switch {
	case err != nil: // the error itself would quote the URL with its password
		return "it cannot be parsed"
	case u.Scheme != "http" && u.Scheme != "https":
		return "it must begin with http:// or https://"
	case u.Hostname() == "":
		return "it names no host"
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return "its port is not between 1 and 65535"
		}
	}
	return ""
}

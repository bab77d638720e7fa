package fault

import "github.com/ledgerhook/ledgerhook/relay"

// wrongSecret signs with another secret of the right form.
type wrongSecret struct{}

func (wrongSecret) entry() Entry {
	return Entry{
		Name: "wrong-secret", Stage: relay.SignStage, Places: senderOnly(),
		Meaning: "somebody else's secret, or the one before it was rotated: the signature is well formed and fits no secret that is known",
		Expect:  "the receiver answers 401 and books nothing",
		Example: "faults add wrong-secret --limit 1",
	}
}

func (wrongSecret) check(string) error { return nil }

func (wrongSecret) sign(_ string, u *relay.Unsigned) string {
	wrong := make([]string, 0, len(u.Secrets))
	for _, secret := range u.Secrets {
		if secret == "" {
			continue
		}
		middle := len(secret) / 2 // behind any prefix, and in Base64 no matter which letter
		wrong = append(wrong, secret[:middle]+otherLetter(secret[middle:middle+1])+secret[middle+1:])
	}
	if len(wrong) == 0 {
		return "not applied: there is no secret to sign with"
	}
	u.Secrets = wrong
	return "signed with another secret"
}

func otherLetter(letter string) string {
	if letter == "A" {
		return "B"
	}
	return "A"
}

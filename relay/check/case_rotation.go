package check

// rotationCases are about secrets that are replaced. They need the other secret, which only its owner can give.
func rotationCases() []Case {
	rotation := knownBy("rotation")
	cases := asCases([]forgery{{
		id: "rotation/old", title: "refuses what an old secret has proven", level: Must, source: oldEnds,
		rule:   "a secret is replaced so that whoever has the old one can do nothing with it: once the new one counts alone, the old one is refused",
		remedy: "take the old secret out of those that count, and restart what has read it",
		skip: func(s *Session) string {
			if s.Old == "" {
				return "give the secret that counted before with --old-secret"
			}
			return ""
		},
		make: func(s *Session, w Webhook) ([]forged, error) {
			secrets := []string{s.Old}
			if s.Traits.Name == "silverfin" { // whichever token it was
				secrets = []string{s.Old, s.Old}
			}
			request, err := s.Signed(w, Signing{Secrets: secrets})
			return []forged{{"a webhook proven with the old secret", "the old secret still counts", request}}, err
		},
	}})
	needsNext := func(s *Session) string {
		switch {
		case s.Next == "":
			return "give the secret that comes next with --next-secret, where the receiver takes both"
		case s.Traits.Name == "silverfin" && len(s.Secrets) < 2:
			return "one token was given: give the other, which holds meanwhile, with --secret2"
		}
		return ""
	}
	for _, t := range []taking{
		{
			id: "rotation/next", title: "takes what the coming secret has proven", level: Should, source: goodPractice,
			rule:   "whoever replaces a secret lets the receiver take both first: else webhooks are refused between the change on one side and on the other",
			remedy: "keep a list of secrets that count, and take what any of them proves",
			skip:   needsNext,
			make: func(s *Session, w Webhook) ([]right, error) {
				secrets := []string{s.Next}
				if s.Traits.Name == "silverfin" { // whose other token holds meanwhile
					secrets = append(secrets, s.Secrets[1])
				}
				request, err := s.Signed(w, Signing{Secrets: secrets})
				return []right{{what: "a webhook proven with the coming secret", bug: "it knows one secret alone", request: request}}, err
			},
		},
		{
			id: "rotation/both", title: "takes what both secrets have signed", level: Should, source: rotation,
			rule:   "while a secret is replaced there is a signature for each in one header, and any that is right will do",
			remedy: "try each signature with each secret that counts",
			skip: func(s *Session) string {
				if why := onlyOf("it never signs with two secrets in one header", "moneybird", "bookkeeper")(s); why != "" {
					return why
				}
				return needsNext(s)
			},
			make: func(s *Session, w Webhook) ([]right, error) {
				var all []right
				for _, order := range []struct {
					what    string
					secrets []string
				}{
					{"a webhook signed with the coming secret and the present one", []string{s.Next, s.sub.Secrets[0].Value}},
					{"a webhook signed with the present secret and the coming one", []string{s.sub.Secrets[0].Value, s.Next}},
				} {
					request, err := s.Signed(w, Signing{Secrets: order.secrets})
					if err != nil {
						return nil, err
					}
					all = append(all, right{what: order.what, bug: "it looks at one signature alone", request: request})
					if w, err = s.Usual(); err != nil {
						return nil, err
					}
				}
				return all, nil
			},
		},
		{
			id: "rotation/old-beside", title: "takes a signature of now beside one of the old secret", level: Should, source: rotation,
			rule:   "while a secret is replaced a webhook may be signed with the old one beside the new one: the old signature is passed over",
			remedy: "ask whether any signature is right, and not whether one is wrong",
			skip: func(s *Session) string {
				if why := onlyOf("it never signs with two secrets in one header", "moneybird", "bookkeeper")(s); why != "" || s.Old != "" {
					return why
				}
				return "give the secret that counted before with --old-secret"
			},
			make: func(s *Session, w Webhook) ([]right, error) {
				request, err := s.Signed(w, Signing{Secrets: []string{s.sub.Secrets[0].Value, s.Old}})
				return []right{{what: "a webhook signed with the present secret and the old one", bug: "it looks at the last signature alone, or wants all of them right", request: request}}, err
			},
		},
	} {
		cases = append(cases, t.asCase())
	}
	return cases
}

// oldEnds is the source of an old secret's end: two products say that it does, the others only how two of them go together.
func oldEnds(s *Session) Source {
	if s.Traits.Name == "finpilo" || s.Traits.Name == "fintoro" {
		return s.factSource("rotation")
	}
	return GoodPractice
}

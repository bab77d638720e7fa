package check

import (
	"strconv"
	"time"
)

// What is judged of a timestamp's age: between the two it is the receiver's own affair, since clocks differ.
const (
	freshEnough = 240 * time.Second
	tooOld      = 600 * time.Second
)

// A receiver that takes what these send does not look at timestamps.
const (
	staleCase       = "time/stale"
	staleHeaderCase = "time/stale-header"
)

// timeCases are about the timestamps of those products that send one.
func timeCases() []Case {
	tolerance := func(s *Session) Source { return s.factSource("tolerance") }
	const ago = "300 s either way is what is allowed for clocks that differ and networks that are slow"
	cases := asCases([]forgery{
		{
			id: staleCase, title: "refuses a webhook that was signed long ago", level: Must, skip: signsTime, source: tolerance,
			rule:   "a webhook that somebody has caught must not be good for ever: a timestamp more than 300 s old is refused",
			remedy: "compare the signed timestamp, in seconds, with the time of now, and refuse more than 300 s",
			make:   agedBy(tooOld, "a webhook signed 600 s ago", "it does not look how old the timestamp is"),
		},
		{
			id: staleHeaderCase, title: "refuses a webhook whose timestamp is long past", level: Should, source: tolerance,
			skip:   onlyOf("its timestamp is signed, or there is none", "fintoro"),
			rule:   "the vendor's receiver refuses a webhook-timestamp more than 300 s off; it is not signed, so that keeps out what is late and nobody who means harm",
			remedy: "compare webhook-timestamp, in seconds, with the time of now, and refuse more than 300 s",
			make:   agedBy(tooOld, "a webhook with a timestamp of 600 s ago", "it does not look how old the timestamp is"),
		},
		{
			id: "time/future", title: "refuses a webhook from the future", level: Should, skip: judgesTime, source: tolerance,
			rule:   "a timestamp more than 300 s ahead is refused like one that is as old: what is signed ahead would be good for longer",
			remedy: "compare the distance from now without its sign",
			make:   agedBy(-tooOld, "a webhook with a timestamp 600 s ahead", "it asks only whether the timestamp is too old, if anything"),
		},
		{
			id: "time/altered", title: "refuses an old signature under a fresh timestamp", level: Must, skip: signsTime,
			rule:   "the timestamp is signed, so that nobody can make an old webhook look new",
			remedy: "put the timestamp that came with the request before the body when the HMAC is computed, and check that same one for its age",
			make: func(s *Session, w Webhook) ([]forged, error) {
				request, err := s.Signed(w, Signing{Age: tooOld})
				now := strconv.FormatInt(s.Clock.Now().Unix(), 10)
				return []forged{{"a webhook signed 600 s ago with the timestamp of now", "it does not sign the timestamp that it checks", s.restamped(request, now)}}, err
			},
		},
		{
			id: "time/missing", title: "refuses a webhook without a timestamp", level: Should, skip: judgesTime, source: tolerance,
			rule:   "without a timestamp nothing tells how old a webhook is, and leaving it out would be enough to get around the check",
			remedy: "refuse a request that has no timestamp",
			make: func(s *Session, w Webhook) ([]forged, error) {
				plain, err := s.Signed(w, Signing{})
				if err != nil {
					return nil, err
				}
				resigned, err := s.stamped(w, "")
				const bug = "it checks a timestamp only where there is one"
				return []forged{
					{"a webhook without its timestamp", bug, s.restamped(plain, "")},
					{"a webhook without timestamp, signed so", bug, resigned},
				}, err
			},
		},
		{
			id: "time/unreadable", title: "refuses a timestamp that is no time", level: Should, skip: judgesTime, source: tolerance,
			rule:   "what is no number is neither old nor new, and a comparison with it says whatever the language likes",
			remedy: "read the timestamp as digits, and refuse what is none: in JavaScript, NaN is never more than 300",
			make: func(s *Session, w Webhook) ([]forged, error) {
				var all []forged
				for _, stamp := range []string{"soon", "NaN", "-1", "99999999999999999999"} {
					request, err := s.stamped(w, stamp)
					if err != nil {
						return nil, err
					}
					all = append(all, forged{`a webhook with the timestamp "` + stamp + `"`, "what is no number passes its comparison, as NaN does in JavaScript", request})
				}
				return all, nil
			},
		},
		{
			id: "time/milliseconds", title: "refuses a timestamp in milliseconds", level: Should, skip: judgesTime,
			source: inSeconds,
			rule:   "the timestamp is in Unix seconds: one in milliseconds is fifty thousand years ahead",
			remedy: "take the timestamp as seconds alone, and refuse what is too far ahead as well",
			make: func(s *Session, w Webhook) ([]forged, error) {
				request, err := s.stamped(w, strconv.FormatInt(s.Clock.Now().UnixMilli(), 10))
				return []forged{{"a webhook with its timestamp in milliseconds", "it guesses the unit, or asks only whether the timestamp is too old", request}}, err
			},
		},
	})
	for i := range cases {
		if cases[i].ID == staleCase || cases[i].ID == staleHeaderCase {
			cases[i] = howLong(cases[i])
		}
	}
	for _, t := range []taking{
		{
			id: "time/late", title: "takes a webhook that was 240 s on its way", level: Should, skip: sendsTime, source: tolerance,
			rule: ago, remedy: "allow 300 s, and see that the machine's clock is right",
			make: takenAt(freshEnough, "a webhook with a timestamp of 240 s ago"),
		},
		{
			id: "time/early", title: "takes a webhook whose clock is 240 s ahead", level: Should, skip: sendsTime, source: tolerance,
			rule: ago, remedy: "allow 300 s into the future too, and see that the machine's clock is right",
			make: takenAt(-freshEnough, "a webhook with a timestamp 240 s ahead"),
		},
	} {
		cases = append(cases, t.asCase())
	}
	return cases
}

func agedBy(age time.Duration, what, bug string) func(*Session, Webhook) ([]forged, error) {
	return func(s *Session, w Webhook) ([]forged, error) {
		request, err := s.Signed(w, Signing{Age: age})
		return []forged{{what, bug, request}}, err
	}
}

func takenAt(age time.Duration, what string) func(*Session, Webhook) ([]right, error) {
	return func(s *Session, w Webhook) ([]right, error) {
		request, err := s.Signed(w, Signing{Age: age})
		return []right{{what: what, bug: "it allows less than 300 s, or takes the timestamp in another unit or time zone", request: request}}, err
	}
}

// inSeconds is the source of the timestamp's unit, which for Moneybird stands where its header is told of.
func inSeconds(s *Session) Source {
	if s.Traits.Name == "moneybird" {
		return s.factSource("auth")
	}
	return s.factSource("timestamp")
}

// sendsTime skips a case for a product without timestamps.
func sendsTime(s *Session) string {
	if s.Traits.SignsTime {
		return ""
	}
	return s.Traits.Title + " sends no timestamp: nothing in a webhook tells how old it is"
}

// judgesTime skips a case about what a timestamp may be, for a receiver that takes an old one: it has one bug, not five.
func judgesTime(s *Session) string {
	if why := sendsTime(s); why != "" || s.ageless == "" {
		return why
	}
	return "it takes a timestamp of 600 s ago, so nothing more can be told from which ones it takes: mend " + s.ageless + " first"
}

// signsTime skips a case for a product that does not sign its timestamp either.
func signsTime(s *Session) string {
	if why := sendsTime(s); why != "" || s.Traits.Name != "fintoro" {
		return why
	}
	return "Fintoro signs the body alone: whoever has a webhook can give it any timestamp"
}

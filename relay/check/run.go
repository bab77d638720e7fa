package check

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// Run checks a receiver, one case after the other. An error is an InputError about the options, or that of ctx: then the report
// holds what was done by then.
func Run(ctx context.Context, opt Options) (report Report, err error) {
	s, err := newSession(opt)
	if err != nil {
		return Report{}, err
	}
	chosen, err := choose(All(), opt.Only, opt.Skip)
	if err != nil {
		return Report{}, err
	}
	report = Report{URL: relay.MaskURL(opt.URL), Provider: s.Traits.Name, Title: s.Traits.Title, Seed: opt.Seed, RunID: opt.RunID}
	elapsed := relay.RealClock{}.Stopwatch()
	defer func() { report.Elapsed = elapsed() }()
	for i := range chosen {
		if opt.Begin != nil {
			opt.Begin(chosen[i].ID)
		}
		result, err := s.try(ctx, &chosen[i])
		if err != nil {
			return report, err
		}
		report.Results = append(report.Results, result)
		if opt.Done != nil {
			opt.Done(result)
		}
	}
	return report, nil
}

// try runs one case.
func (s *Session) try(ctx context.Context, c *Case) (Result, error) {
	result := Result{ID: c.ID, Title: c.Title, Level: c.Level, Rule: c.Rule(s), Source: c.Source(s)}
	why := s.blocked(c)
	if why == "" && c.Skip != nil {
		why = c.Skip(s)
	}
	if why != "" {
		result.Verdict, result.Detail = Skip, why
		return result, nil
	}
	elapsed := relay.RealClock{}.Stopwatch()
	s.exchanges, s.away = nil, nil
	finding, err := c.Run(ctx, s)
	result.Elapsed = elapsed()
	if cause := context.Cause(ctx); cause != nil {
		return result, cause
	}
	if err != nil {
		return result, fmt.Errorf("case %s: %w", c.ID, err)
	}
	if finding, err = s.limited(ctx, c, finding); err != nil {
		return result, fmt.Errorf("case %s: %w", c.ID, err)
	}
	result.Verdict, result.Detail, result.Exchanges = finding.Verdict, finding.Detail, finding.Exchanges
	if len(result.Exchanges) == 0 {
		result.Exchanges = s.exchanges
	}
	if result.Verdict == Fail || result.Verdict == Warn {
		result.Remedy = cmp.Or(finding.Remedy, c.Remedy)
	}
	if result.Verdict == Fail && c.Level != Must {
		result.Verdict = Warn
	}
	s.learn(c, &result)
	err = s.revive(ctx, &result)
	s.conceal(&result)
	return result, err
}

// choose takes the cases that only names, all where it names none, without those that skip names. A pattern that names none is an
// InputError.
func choose(cases []Case, only, skip []string) ([]Case, error) {
	for field, patterns := range map[string][]string{"only": only, "skip": skip} {
		for _, pattern := range patterns {
			if !names(cases, pattern) {
				return nil, &relay.InputError{Field: field, Problem: fmt.Sprintf("no case is named %q", pattern), Hint: nearestCase(cases, pattern)}
			}
		}
	}
	var chosen []Case
	for _, c := range cases {
		if (len(only) == 0 || matchesAny(only, c.ID)) && !matchesAny(skip, c.ID) {
			chosen = append(chosen, c)
		}
	}
	return chosen, nil
}

func names(cases []Case, pattern string) bool {
	for i := range cases {
		if matches(pattern, cases[i].ID) {
			return true
		}
	}
	return false
}

func matchesAny(patterns []string, id string) bool {
	for _, pattern := range patterns {
		if matches(pattern, id) {
			return true
		}
	}
	return false
}

// matches reports whether a pattern names a case: its id or its group, with * for anything but a slash.
func matches(pattern, id string) bool {
	group, _, _ := strings.Cut(id, "/")
	fits := func(name string) bool {
		ok, err := path.Match(pattern, name)
		return err == nil && ok
	}
	return fits(id) || fits(group)
}

// nearestCase hints at the case or group that a pattern most likely meant.
func nearestCase(cases []Case, pattern string) string {
	var known []string
	for i := range cases {
		group, _, _ := strings.Cut(cases[i].ID, "/")
		known = append(known, cases[i].ID, group)
	}
	if near := relay.Nearest(pattern, known); near != "" {
		return "did you mean " + near + "?"
	}
	return "ledgerhook check --list shows all of them"
}

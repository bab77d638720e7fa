package workspace

import "github.com/ledgerhook/ledgerhook/relay/control"

// creation asks for the subscription.
func (s *Subscription) creation() control.CreateSubscription {
	return control.CreateSubscription{
		Provider: s.Provider, Name: s.Name, DeclaredAs: s.Name, URL: s.URL.Value, URLs: s.urlValues(), Events: s.Events,
		Secret: s.Secret.Reveal(), Secret2: s.Secret2.Reveal(), NoProbe: s.NoProbe,
		SubscriptionLimits: s.limits(),
	}
}

// update asks for all that can be changed. A secret that the file does not give stays.
func (s *Subscription) update() control.UpdateSubscription {
	urls, events := s.urlValues(), s.Events
	if events == nil {
		events = []string{}
	}
	update := control.UpdateSubscription{Name: &s.Name, URL: &s.URL.Value, URLs: &urls, Events: &events, SubscriptionLimits: s.limits()}
	if secret := s.Secret.Reveal(); secret != "" {
		update.Secret = &secret
	}
	if secret := s.Secret2.Reveal(); secret != "" {
		update.Secret2 = &secret
	}
	return update
}

func (s *Subscription) urlValues() map[string]string {
	urls := map[string]string{}
	for eventType, url := range s.URLs {
		urls[eventType] = url.Value
	}
	return urls
}

// limits name every one, so that what was left out of the file goes back to its default.
func (s *Subscription) limits() control.SubscriptionLimits {
	retry := s.Retry
	if retry == "" {
		retry = "default"
	}
	return control.SubscriptionLimits{
		Retry: control.Waits(retry), Concurrency: &s.Concurrency, Rate: &s.Rate, Ordered: &s.Ordered, AtMostOnce: &s.AtMostOnce,
	}
}

// request asks for the rule.
func (f *Fault) request() control.AddFault {
	rule := f.Rule
	rule.DeclaredAs = f.Name
	return rule
}

package relay

// Preview is what an event would be sent as.
type Preview struct {
	Provider    string
	Type        string
	Body        []byte
	ContentType string // empty where the subscription has no active secret
	// Headers are as they would be signed now, but for Host, Content-Length and User-Agent; nil where there is no active secret.
	Headers []Header
}

// Preview renders what a request would publish, for the first subscription that would get it, or as good as one where there is
// none. Nothing is stored, and no id or number is used up: the next event that is published has these. Its errors are those
// of Publish.
func (e *Engine) Preview(request *PublishRequest) (*Preview, error) {
	a, err := e.address(request, NewIDs(e.Chance, e.ids.Last()), func() uint64 { return e.events.Load() + 1 })
	if err != nil {
		return nil, err
	}
	sub := &Subscription{Provider: request.Provider, URL: "http://127.0.0.1/"}
	switch {
	case len(a.to) > 0:
		sub = a.to[0]
	case a.blame != nil:
		sub = a.blame
	default:
		if err := a.dialect.Prepare(sub, e.Chance); err != nil {
			return nil, err
		}
	}
	d, err := e.newDelivery(a, request, sub)
	if err != nil {
		return nil, err
	}
	p := &Preview{Provider: d.Provider, Type: d.Type, Body: d.Body}
	now := a.event.CreatedAt
	headers, err := a.dialect.Headers(SignInput{Now: now, Body: d.Body, DialectID: d.DialectID, URL: sub.URLFor(d.Type), Secrets: sub.ActiveSecrets(now)})
	if err != nil {
		return p, nil // it could not be sent now, and still it is what would be sent
	}
	p.Headers = headers
	for _, h := range headers {
		if h.Name == "Content-Type" {
			p.ContentType = h.Value
		}
	}
	return p, nil
}

package emulate

import (
	"net/http"
	"strconv"

	"github.com/ledgerhook/ledgerhook/relay"
)

type silverfin struct{ Options }

// silverfinAPI: that register, list and destroy exist, for core and for sync webhooks, is documented. The paths of the sync
// ones and the keys of a webhook were seen in a third party's copy of the vendor's OpenAPI; the core ones' are the same by
// analogy, and the status codes are our choice.
func silverfinAPI(opt Options) product {
	s := &silverfin{opt}
	p := product{
		Options: &s.Options, name: "silverfin", invalid: http.StatusUnprocessableEntity, shape: plainShape, tooMany: plainTooMany,
	}
	const firm = "/api/v4/f/{firm_id}"
	p.routes = []route{
		{path: firm + "/user/firm", calls: map[string]call{http.MethodGet: s.firm}},
		{path: "/f/{firm_id}/oauth/authorize", open: true, login: true, calls: map[string]call{http.MethodGet: s.authorize}},
		{path: "/f/{firm_id}/oauth/token", open: true, login: true, forms: true, calls: map[string]call{http.MethodPost: s.login}},
		{path: silverfinFile, open: true, calls: map[string]call{http.MethodGet: p.read(read{
			stage: relay.FileStage, path: silverfinFile, show: asItIs(s.file), about: s.newest, missing: noDocument,
		})}},
	}
	for _, kind := range []silverfinKind{coreWebhook, syncWebhook} {
		at := firm + kind.path()
		p.routes = append(p.routes,
			route{path: at, forms: true, calls: map[string]call{http.MethodGet: s.list(kind), http.MethodPost: s.create(kind)}},
			route{path: at + "/{id}", calls: map[string]call{http.MethodDelete: s.remove(kind)}},
		)
	}
	return p
}

// firmOf is the firm in the path. Any well-formed one exists. Source: our choice.
func firmOf(r *http.Request) (uint64, error) {
	firm, err := strconv.ParseUint(r.PathValue("firm_id"), 10, 63)
	if err != nil || firm == 0 || r.PathValue("firm_id") != strconv.FormatUint(firm, 10) {
		return 0, notFound("no such firm")
	}
	return firm, nil
}

// firm is what the vendor's own command line asks for after it has logged in; it reads the name. Source: third-party code
// for the path, our choice for the rest.
func (s *silverfin) firm(r *http.Request, _ caller) (answer, error) {
	firm, err := firmOf(r)
	if err != nil {
		return answer{}, err
	}
	return answerOf(http.StatusOK, struct {
		ID   uint64 `json:"id"`
		Name string `json:"name"`
	}{firm, "Firm " + strconv.FormatUint(firm, 10)})
}

// authorize lets an app have its code. Path and parameters: vendor documentation.
func (s *silverfin) authorize(r *http.Request, who caller) (answer, error) {
	if _, err := firmOf(r); err != nil {
		return answer{}, err
	}
	return s.oauthAuthorize(r, who)
}

// login hands out the issued token. Path and parameters: vendor documentation.
func (s *silverfin) login(r *http.Request, _ caller) (answer, error) {
	if _, err := firmOf(r); err != nil {
		return answer{}, err
	}
	return s.oauthToken(r, "silverfin", "webhooks")
}

// ofFirm lists the caller's webhooks of a kind in a firm. One that was made elsewhere is in every firm, and of both kinds.
func (s *silverfin) ofFirm(who caller, firm uint64, kind silverfinKind) ([]relay.Subscription, error) {
	all, err := s.subscriptions("silverfin", who)
	if err != nil {
		return nil, err
	}
	var subs []relay.Subscription
	for _, sub := range all {
		own, err := ownOf[silverfinOwn](&sub)
		if err != nil {
			return nil, err
		}
		if (own.FirmID == firm || own.FirmID == 0) && (own.Kind == kind || own.Kind == "") {
			subs = append(subs, sub)
		}
	}
	return subs, nil
}

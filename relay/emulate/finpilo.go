package emulate

import (
	"net/http"
	"regexp"
	"sync"

	"github.com/ledgerhook/ledgerhook/relay"
)

// finpilo is the product's pages and its external API as calls. That the paths of documents begin with
// /api/v1/companies/{companyReferenceId} is documented, and so is what settings and documents can do; the other paths and
// the keys are our choice.
type finpilo struct {
	Options
	mu sync.Mutex // held while settings or a document change, and while one is sent
}

func finpiloAPI(opt Options) product {
	f := &finpilo{Options: opt}
	const company = "/api/v1/companies/{companyReferenceId}"
	const document = company + "/documents/{documentId}"
	p := product{
		Options: &f.Options, name: "finpilo", invalid: http.StatusUnprocessableEntity, shape: plainShape, tooMany: plainTooMany,
	}
	p.routes = []route{
		{path: "/api/v1/workspace/webhook", calls: f.settingsCalls(workspaceSettings)},
		{path: company + "/webhook", calls: f.settingsCalls(entitySettings)},
		{path: company + "/documents", apiKey: true, calls: map[string]call{
			http.MethodGet: p.read(read{
				stage: relay.DetailStage, path: company + "/documents", show: f.listDocuments, about: f.newestOfCompany, missing: noDocument,
			}),
			http.MethodPost: f.createDocument,
		}},
		{path: document, apiKey: true, calls: map[string]call{
			http.MethodGet: p.read(read{
				stage: relay.DetailStage, path: document, show: f.showDocument, about: f.newestOfDocument, missing: noDocument,
			}),
			http.MethodPut: f.replaceDocument, http.MethodPatch: f.amendDocument,
		}},
		{path: document + "/validate", apiKey: true, calls: map[string]call{http.MethodPost: f.validateDocument}},
		{path: document + "/send", apiKey: true, calls: map[string]call{http.MethodPost: f.sendDocument}},
		{path: finpiloFile, open: true, apiKey: true, calls: map[string]call{http.MethodGet: p.read(read{
			stage: relay.FileStage, path: finpiloFile, show: asItIs(f.file), about: f.newestOfFile, missing: noDocument,
		})}},
	}
	return p
}

// companyReference is the shape of an entity's id. Source: the vendor's documentation shows ENT-00001; that it is always
// five digits is our choice.
var companyReference = regexp.MustCompile(`^ENT-[0-9]{5}$`)

// companyOf is the entity in a path. Any of the right shape exists.
func companyOf(r *http.Request) (string, error) {
	id := r.PathValue("companyReferenceId")
	if !companyReference.MatchString(id) {
		return "", notFound("no such company: a companyReferenceId reads like ENT-00001")
	}
	return id, nil
}

// engineSubscriptions are all of Finpilo's, as the routing wants them.
func (f *finpilo) engineSubscriptions() []*relay.Subscription {
	var subs []*relay.Subscription
	all := f.Engine.Subscriptions()
	for i := range all {
		if all[i].Provider == "finpilo" && all[i].Hook == "" {
			subs = append(subs, &all[i])
		}
	}
	return subs
}

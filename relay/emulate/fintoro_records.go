package emulate

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ledgerhook/ledgerhook/relay"
)

// fintoroRecord is a kind of record that events name and the API shows.
type fintoroRecord struct {
	path string // behind fintoroBase
	kind string // as resource.type has it
	pdf  bool   // it can be had as a file
	paid bool   // it says whether it is paid
}

// fintoroRecords are all kinds that events name. Paths and files: vendor documentation; those of received documents, whose
// details are not documented, are our choice.
func fintoroRecords() []fintoroRecord {
	return []fintoroRecord{
		{"/clients", "client", false, false},
		{"/suppliers", "supplier", false, false},
		{"/bank-accounts", "bankAccount", false, false},
		{"/business-case-statuses", "businessCaseStatus", false, false},
		{"/business-cases", "businessCase", false, false},
		{"/contact-activity-logs", "contactActivityLog", false, false},
		{"/price-list-items", "priceListItem", false, false},
		{"/warehouses", "warehouse", false, false},
		{"/warehouse-inbound-receipts", "warehouseInboundReceipt", true, false},
		{"/warehouse-outbound-receipts", "warehouseOutboundReceipt", true, false},
		{"/invoices", "invoice", true, true},
		{"/credit-notes", "creditNote", true, true},
		{"/proformas", "proforma", true, true},
		{"/orders", "order", true, false},
		{"/quotations", "quotation", true, false},
		{"/document-payments", "documentPayment", false, false},
		{"/received-invoices", "receivedInvoice", false, true},
		{"/received-receipts", "receivedReceipt", false, true},
	}
}

func (f *fintoro) recordRoutes(p product) []route {
	var routes []route
	for _, kind := range fintoroRecords() {
		about := func(r *http.Request, _ caller) (*relay.Event, bool, error) { return f.newest(r, kind) }
		reads := []read{{
			stage: relay.DetailStage, path: fintoroBase + kind.path + "/{id}", about: about, missing: "no such " + kind.kind,
			show: func(r *http.Request, who caller, v view) (answer, error) { return f.record(r, who, kind, v) },
		}}
		if kind.pdf {
			reads = append(reads, read{
				stage: relay.FileStage, path: fintoroBase + kind.path + "/{id}/pdf", about: about, missing: "no such " + kind.kind,
				show: asItIs(func(r *http.Request, who caller) (answer, error) { return f.recordFile(r, who, kind) }),
			})
		}
		for _, rd := range reads {
			routes = append(routes, route{path: rd.path, calls: map[string]call{http.MethodGet: p.read(rd)}})
		}
	}
	return routes
}

// record shows what the events about a record have told of it; what they did not is made up. One that no event named
// exists as well. Source: our choice.
func (f *fintoro) record(r *http.Request, who caller, kind fintoroRecord, v view) (answer, error) {
	known, err := f.known(r, who, kind, v)
	if err != nil {
		return answer{}, err
	}
	if v.differ != nil {
		if !kind.paid {
			return answer{}, unapplied("a " + kind.kind + " is neither paid nor unpaid")
		}
		known.Paid, known.ChangedAt = !known.Paid, movedOn(v.differ)
		if known.Record, err = unsettled(known.Record); err != nil {
			return answer{}, err
		}
	}
	body, err := f.Details.Record("fintoro", kind.kind, known, f.Chance, f.BaseURL)
	return answer{status: http.StatusOK, body: body}, err
}

// movedOn is when a record has another state than an event told: a second after that. Source: our choice.
func movedOn(event *relay.Event) time.Time { return event.OccurredAt.Add(time.Second) }

// recordFile is a document as a file.
func (f *fintoro) recordFile(r *http.Request, who caller, kind fintoroRecord) (answer, error) {
	known, err := f.known(r, who, kind, view{})
	if err != nil {
		return answer{}, err
	}
	return pdfFile(fileLines("fintoro", kind.kind+" "+strconv.FormatUint(known.ID, 10), f.BaseURL)), nil
}

// maxTold is how many of the newest events about a record are looked at.
const maxTold = 1000

// idOf is the id in a path; zero for one that no record can have.
func (kind fintoroRecord) idOf(r *http.Request) uint64 {
	id, err := strconv.ParseUint(r.PathValue("id"), 10, 53)
	if err != nil || strconv.FormatUint(id, 10) != r.PathValue("id") {
		return 0
	}
	return id
}

// newest is the newest event about a record.
func (f *fintoro) newest(r *http.Request, kind fintoroRecord) (event *relay.Event, ok bool, err error) {
	if kind.idOf(r) == 0 {
		return nil, false, nil
	}
	event, err = newestOf(r.Context(), f.Store, "fintoro", kind.kind+"/"+r.PathValue("id"))
	return event, true, err
}

// known adds up what events have told. A record is gone once the newest event about it is its deletion. Source: vendor
// documentation.
func (f *fintoro) known(r *http.Request, who caller, kind fintoroRecord, v view) (relay.Known, error) {
	id := kind.idOf(r)
	if id == 0 {
		return relay.Known{}, notFound("no such " + kind.kind)
	}
	events, _, err := f.Store.Events(r.Context(), relay.EventQuery{
		Provider: "fintoro", Subject: kind.kind + "/" + r.PathValue("id"), Limit: maxTold,
	})
	if err != nil || len(events) == 0 {
		return f.unknown(who, id), err
	}
	first := events[len(events)-1]
	events = slices.DeleteFunc(events, func(event relay.Event) bool { return !v.knows(&event) })
	known := relay.Known{ID: id, Company: uint64(who.account), ChangedAt: first.OccurredAt, MadeAt: first.OccurredAt}
	switch {
	case len(events) == 0 && strings.HasSuffix(first.Type, ".created"):
		return relay.Known{}, notFound("the " + kind.kind + " is not there yet")
	case len(events) == 0: // it was there, and nothing had been told of it
		known.Record, err = recordBefore(&first)
		return known, err
	case strings.HasSuffix(events[0].Type, ".deleted"):
		return relay.Known{}, notFound("the " + kind.kind + " was deleted")
	}
	known.ChangedAt = events[0].OccurredAt
	for _, event := range slices.Backward(events) {
		switch _, what, _ := strings.Cut(event.Type, "."); what {
		case "updated", "stock-updated":
			known.Changes++
		case "paid":
			known.Paid = true
		}
		if told := event.Record(); told != nil {
			if known.Record, err = relay.MergeJSON(known.Record, told); err != nil {
				return relay.Known{}, err
			}
		}
	}
	return known, nil
}

// recordBefore is what a record held before the first event about it, which is not its creation. It is the same document,
// so what that event tells was so before, where something made up would be another amount; but for what has been paid of it,
// which the event may have changed. A deletion changes nothing in it. Source: our choice.
func recordBefore(first *relay.Event) ([]byte, error) {
	if strings.HasSuffix(first.Type, ".deleted") {
		return first.Record(), nil
	}
	return unsettled(first.Record())
}

// unsettled is what events told of a record but for what has been paid of it.
func unsettled(record []byte) ([]byte, error) {
	if len(record) == 0 {
		return nil, nil
	}
	return relay.MergeJSON(record, []byte(`{"status":null,"toBePaid":null,"payments":null,"alreadyPaid":null}`))
}

// unknown is what is known of a record that no event named: it is as old as the year.
func (f *fintoro) unknown(who caller, id uint64) relay.Known {
	start := time.Date(f.Clock.Now().UTC().Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
	return relay.Known{ID: id, Company: uint64(who.account), MadeAt: start, ChangedAt: start}
}

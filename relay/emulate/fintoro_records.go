package emulate

import (
	"net/http"
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
}

// fintoroRecords are all kinds that events name. Paths and files: vendor documentation; those of received documents, whose
// details are not documented, are our choice.
func fintoroRecords() []fintoroRecord {
	return []fintoroRecord{
		{"/clients", "client", false},
		{"/suppliers", "supplier", false},
		{"/bank-accounts", "bankAccount", false},
		{"/business-case-statuses", "businessCaseStatus", false},
		{"/business-cases", "businessCase", false},
		{"/contact-activity-logs", "contactActivityLog", false},
		{"/price-list-items", "priceListItem", false},
		{"/warehouses", "warehouse", false},
		{"/warehouse-inbound-receipts", "warehouseInboundReceipt", true},
		{"/warehouse-outbound-receipts", "warehouseOutboundReceipt", true},
		{"/invoices", "invoice", true},
		{"/credit-notes", "creditNote", true},
		{"/proformas", "proforma", true},
		{"/orders", "order", true},
		{"/quotations", "quotation", true},
		{"/document-payments", "documentPayment", false},
		{"/received-invoices", "receivedInvoice", false},
		{"/received-receipts", "receivedReceipt", false},
	}
}

func (f *fintoro) recordRoutes() []route {
	var routes []route
	for _, kind := range fintoroRecords() {
		routes = append(routes, route{path: fintoroBase + kind.path + "/{id}", calls: map[string]call{
			http.MethodGet: func(r *http.Request, who caller) (answer, error) { return f.record(r, who, kind) },
		}})
		if kind.pdf {
			routes = append(routes, route{path: fintoroBase + kind.path + "/{id}/pdf", calls: map[string]call{
				http.MethodGet: func(r *http.Request, who caller) (answer, error) { return f.recordFile(r, who, kind) },
			}})
		}
	}
	return routes
}

// record shows what the events about a record have told of it; what they did not is made up. One that no event named
// exists as well. Source: our choice.
func (f *fintoro) record(r *http.Request, who caller, kind fintoroRecord) (answer, error) {
	known, err := f.known(r, who, kind)
	if err != nil {
		return answer{}, err
	}
	body, err := f.Details.Record("fintoro", kind.kind, known, f.Chance, f.BaseURL)
	return answer{status: http.StatusOK, body: body}, err
}

// recordFile is a document as a file.
func (f *fintoro) recordFile(r *http.Request, who caller, kind fintoroRecord) (answer, error) {
	known, err := f.known(r, who, kind)
	if err != nil {
		return answer{}, err
	}
	return pdfFile(fileLines("fintoro", kind.kind+" "+strconv.FormatUint(known.ID, 10), f.BaseURL)), nil
}

// maxTold is how many of the newest events about a record are looked at.
const maxTold = 1000

// known adds up what events have told. A record is gone once the newest event about it is its deletion. Source: vendor
// documentation.
func (f *fintoro) known(r *http.Request, who caller, kind fintoroRecord) (relay.Known, error) {
	id, err := strconv.ParseUint(r.PathValue("id"), 10, 53)
	if err != nil || id == 0 || strconv.FormatUint(id, 10) != r.PathValue("id") {
		return relay.Known{}, notFound("no such " + kind.kind)
	}
	events, _, err := f.Store.Events(r.Context(), relay.EventQuery{
		Provider: "fintoro", Subject: kind.kind + "/" + r.PathValue("id"), Limit: maxTold,
	})
	if err != nil || len(events) == 0 {
		return f.unknown(who, id), err
	}
	if strings.HasSuffix(events[0].Type, ".deleted") {
		return relay.Known{}, notFound("the " + kind.kind + " was deleted")
	}
	known := relay.Known{ID: id, Company: uint64(who.account), ChangedAt: events[0].OccurredAt, MadeAt: events[len(events)-1].OccurredAt}
	for _, event := range events {
		switch _, what, _ := strings.Cut(event.Type, "."); what {
		case "updated", "stock-updated":
			known.Changes++
		case "paid":
			known.Paid = true
		}
	}
	return known, nil
}

// unknown is what is known of a record that no event named: it is as old as the year.
func (f *fintoro) unknown(who caller, id uint64) relay.Known {
	start := time.Date(f.Clock.Now().UTC().Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
	return relay.Known{ID: id, Company: uint64(who.account), MadeAt: start, ChangedAt: start}
}

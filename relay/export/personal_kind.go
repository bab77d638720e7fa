package export

import (
	"slices"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// kind is what to write for a text whose place says what it is; empty where it does not.
func (p place) kind(text string) string {
	has := func(parts ...string) bool { return containsAny(p.key, parts) }
	ends := func(ends ...string) bool {
		return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(p.key, end) })
	}
	switch {
	case strings.Contains(text, relay.Masked), has("secret", "token", "password", "apikey", "viewcode", "authorization"):
		return someSecret
	case ends("mandateid", "mandatenumber", "chamberofcommerce", "registrationnumber", "companynumber", "kvknumber", "cardnumber", "cardreference", "socialsecuritynumber", "passportnumber"),
		p.key == "siidentifier", p.key == "bsn":
		return someNumber
	case ends("taxnumber", "vatnumber", "taxid", "vatid"):
		return someTax
	case strings.HasSuffix(p.key, "id"): // a number, and whose it is stays a secret
		return ""
	case has("mail"):
		return someMail
	case ends("url", "uri", "href"):
		return disguisedURL(text)
	case has("filename"):
		return someFile
	case strings.HasSuffix(p.key, "name"):
		return p.name()
	case has("iban", "bankaccount"), has("accountnumber") && len(text) >= shortestAccount:
		return someIBAN
	case ends("bic", "swift"):
		return someBIC
	case has("phone", "mobile", "fax"), p.key == "tel":
		return somePhone
	case has("zipcode", "postalcode", "postcode"), p.key == "zip":
		return someZip
	case p.key == "city", p.key == "town", has("addresscity"):
		return someCity
	case has("birthday", "birthdate", "dateofbirth"):
		return someDay
	case has("street", "address"):
		return someStreet
	case has("attention", "accountholder", "contactperson"):
		return someName
	case p.isFreeText(), p.key == "reference" && strings.Contains(text, " "):
		return someText
	case slices.Contains(parties(), p.key) && strings.Contains(text, " "): // an id holds no blank
		return someName
	}
	return ""
}

// shortestAccount is how long a number must be to be that of a bank account: one in a ledger is shorter. Source: our choice.
const shortestAccount = 8

// isFreeText reports whether people write what they like there, which may name anybody: notes, descriptions, the text of a document,
// the folders that it lies in, and the values of fields that a user made. Source: our choice.
func (p place) isFreeText() bool {
	switch p.key {
	case "note", "notes", "comment", "comments", "remark", "remarks", "message", "messages", "description", "content", "memo", "text", "subject", "title", "permanentdocumentpath":
		return true
	case "value":
		return strings.HasPrefix(p.holder, "custom")
	}
	return strings.HasSuffix(p.key, "description") || strings.HasSuffix(p.key, "message") || strings.HasSuffix(p.key, "comment")
}

// number is what to write for a number whose place says that it tells who somebody is; empty where it does not.
func (p place) number() string {
	if kind := p.kind(""); kind == someNumber || kind == someTax || kind == somePhone || kind == someZip || kind == someIBAN || kind == someSecret {
		return someNumber
	}
	return ""
}

// name is the name of a person or firm; empty where it is that of a thing.
func (p place) name() string {
	switch whose := strings.TrimSuffix(p.key, "name"); {
	case whose == "first", whose == "given", whose == "middle":
		return someFirst
	case whose == "last", whose == "family", whose == "sur":
		return someLast
	case whose == "company", whose == "legal", whose == "trade":
		return someFirm
	case whose == "full", whose == "display", strings.HasSuffix(whose, "account"), strings.HasSuffix(whose, "holder"), isParty(whose), whose == "" && isParty(p.holder):
		return someName
	}
	return ""
}

// isParty reports whether a key, or an event type, is about somebody.
func isParty(key string) bool { return containsAny(key, parties()) }

func parties() []string {
	return []string{
		"contact", "client", "customer", "supplier", "vendor", "company", "person", "counterparty", "party", "buyer", "seller", "debtor", "creditor",
		"employee", "sender", "recipient", "user", "owner", "payer", "payee", "beneficiary", "identity", "firm",
	}
}

func containsAny(text string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

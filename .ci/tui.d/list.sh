# shellcheck shell=bash
section "an empty list teaches how to fill it"
await "No delivery yet"

section "the list follows what happens"
trigger fintoro invoices.paid --wait
await "invoices.paid"
await "● delivered"
trigger bookkeeper payment.confirmed --wait
await "payment.confirmed"
selects "payment.confirmed" # the newest

section "rows"
act down j
selects "invoices.paid"
act up k
selects "payment.confirmed"
press j
trigger silverfin period.updated --wait
await "period.updated"
selects "invoices.paid" # nothing jumps
act newest g
selects "period.updated"
trigger moneybird contact_created --count 45 --wait
await "● 48"
selects "contact_created"
act "page down" PageDown
on_line -gt 20
await "g newest"
act last G
selects "invoices.paid"
trigger finpilo document.sent --wait
await "1 new ↑"
selects "invoices.paid"
act "page up" PageUp
selects "contact_created"
act first Home
gone "1 new ↑"
selects "document.sent"

section "filter"
act filter /
type_in "state:odd"
await "▲"
press C-u
pick_filter() { # pick_filter TEXT: from an open line
	type_in "$1"
	press Enter
	await "─ $1"
}
pick_filter "provider:fintoro"
gone "contact_created"
await "invoices.paid"
act back Escape
await "contact_created"

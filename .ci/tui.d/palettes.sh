# shellcheck shell=bash
press g # follow
section "trigger palette"
act trigger t
await "Trigger an event"
pick "moneybird contact_changed"
await "published, 1 delivery made   ledgerhook trigger moneybird contact_changed"
until_ "the event that was picked is delivered" has 1 "type:contact_changed state:delivered"
calm

section "an event with fields of one's own"
press t
await "Trigger an event"
type_in "finpilo document.sent"
await "> finpilo document.sent"
press Tab
await "Fields of finpilo document.sent"
pick "companyReferenceId=ENT-00432"
await "companyReferenceId = ENT-00432"
press Tab
await "published, 1 delivery made   ledgerhook trigger finpilo document.sent --set companyReferenceId=ENT-00432"
calm
press g
selects "document.sent"
press Enter
await "\"ENT-00432\""
close_it "[Request]"

section "fault palette: a rule comes, hits and goes"
act fault f
await "Break something"
pick "status=503 first=1 provider:finpilo"
await "in force: status=503"
await "⚡ 1 fault"
press g
trigger finpilo document.sent
await "✕ failed ⚡ finpilo"
press f
await "In force"
await "1 hit"
press Tab
await "x remove"
press x
await "No fault is in force."
close_it "Break something"
await "removed: status=503"
press z
await "in force: status=503"
holds "the rule is back" in_force 503
mend
gone "⚡ 1 fault"
calm

section "command palette"
act commands :
await "Do anything"
pick "stats"
gone "Do anything"
await "─ Stats"
press :
pick "deliveries"
await "─ Deliveries"

section "help"
act help '?'
await "open the inspector, or go to it"
press G
await "quit, also while typing"
press g
await "open the inspector, or go to it"
close_it "open the inspector, or go to it"

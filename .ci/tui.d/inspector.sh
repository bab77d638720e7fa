# shellcheck shell=bash
# An answer that is lost: the event comes twice, and is booked once.
break_it lose-ack --first 1 --filter provider:fintoro
trigger fintoro invoices.paid
lh clock advance 10s --quiet
mend
await "⚡●"

section "inspect: the request, and how it was signed"
act inspect Enter
await "[Request]"
await "POST http"
await "Signature"
await "right"
await "covers"
await " 2/2 "
act "previous attempt" h
await " 1/2 "
act "next attempt" l
await " 2/2 "

section "into it: lines, folding, search"
act "other pane" Tab
await "/ search"
act end G
cursor ".*bytes"
act top g
cursor "POST"
act "line down" j
gone "│▸POST"
act "line up" k
cursor "POST"
act "screen down" PageDown
gone "│▸POST"
act "screen up" PageUp
cursor "POST"
act search /
type_in resource
await "1 of 1"
press Enter
cursor '"resource"'
act fold Enter
await "keys }"
press Enter
gone "keys }"
act "fold all" -
await "keys }"
act "unfold all" +
gone "keys }"
press /
type_in invoice
await "2 of 2" # from where the cursor is
press Enter
act "next found" n
await "1 of 2"
act "previous found" N
await "2 of 2"
act "end search" Escape
gone "2 of 2"
act body b
await "b hex" # it is raw now
press b
await "00000000"
press b
gone "00000000"

section "the other tabs"
act "next tab" ]
await "[Response]"
await "204 No Content"
act "previous tab" [
await "[Request]"
press ]
press ]
await "[Attempts]"
await "injected: lose-ack"
await "dns"
press ]
await "[Ladder]"
await "committed"
await "✕⚡ lose…"
await "duplicate"
await "unchanged" # in the books
resize 200 40
await "⚡ lose-ack"
resize 120 40
press ]
await "[Diff]"
await " 1:2 "
await "webhook-timestamp"
act "compare with next" L
await " 2:2 "
act "compare with previous" H
await " 1:2 "
press ]
await "[Books]"
await "Received"
await "Booked"
await "receivables"
press ]
await "[Faults]"
await "lose-ack"
press ]
await "[Request]"
press Escape
await "into it"
close_it "[Request]"

section "diff by its own key"
act diff d
await "[Diff]"
press ] # the tab stays the one that was open last
press ]
press ]
await "[Request]"
close_it "[Request]"

section "scrolling"
resize 120 20
press Enter
await "1-13 of"
act "scroll down" J
await "2-14 of"
act "scroll up" K
await "1-13 of"
act "half a page down" C-d
await "7-19 of"
act "half a page up" C-u
await "1-13 of"
close_it "[Request]"
resize 120 40

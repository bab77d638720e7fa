# shellcheck shell=bash
section "80x24: the inspector covers the list, boards have one pane"
resize 80 24
press g
press Enter
await "[Request]"
hides_list() { hides "─ Deliveries"; }
holds "it covers the list" hides_list
close_it "[Request]"
press 2
await "─ Subscriptions"
act "subscriptions other pane" Tab
await "at least once"
act "subscriptions back" Escape
gone "at least once"
press 4
await "reconciled:"
act "books other pane" Tab
await "Trial balance"
act "books back" Escape
gone "Trial balance"

section "60x12: what has no room scrolls"
from_line() { until_ "what is shown begins with line $1" matches " $1-[0-9]+ of "; }
resize 60 12
press 4
press Tab
await "Trial balance"
from_line 1
act "scroll balance down" J
from_line 2
act "scroll balance up" K
from_line 1
close_it "Trial balance"
press 2
await "─ Subscriptions"
press Tab
await "last success"
from_line 1
act "subscriptions scroll down" J
from_line 2
act "subscriptions scroll up" K
from_line 1
close_it "last success"
break_it status=503 --filter type:nothing.like.it
press 3
await "⚡ status=503"
act "faults other pane" Tab
await "means"
act "faults scroll down" J
from_line 2
act "faults scroll up" K
from_line 1
act "faults back" Escape
gone "means"
mend
await "Nothing is broken on purpose."
press 5
await "─ Stats"
from_line 1
act "scroll stats down" j
from_line 2
act "scroll stats up" k
from_line 1
press 1
await "─ Deliveries"

section "300x80, and back"
resize 300 80
await "built-in mock"
press Enter
await "[Request]"
await "Response" # in full
close_it "[Request]"
resize 120 40

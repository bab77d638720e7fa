# shellcheck shell=bash
press g # follow
section "Subscriptions"
act subscriptions 2
await "─ Subscriptions"
press g
selects "finp"
press j
selects "fint"
act "test subscription" s
await "ledgerhook subscriptions test sub_"
act "hold subscription" p
await "ledgerhook subscriptions pause sub_"
await "‖ paused"
press z
await "ledgerhook subscriptions resume sub_"
gone "‖ paused"
act "fault for subscription" f
await "Break something"
await "faults add duplicate --filter sub:sub_"
close_it "Break something"
act "show subscription" Enter
await "─ Deliveries ─ sub:sub_"
press Escape
gone "─ Deliveries ─ sub:sub_"
calm

section "Faults: off, all off, and back"
act faults 3
await "Nothing is broken on purpose."
break_it status=503 --filter type:clients.deleted --limit 1
trigger fintoro clients.deleted
await "⚡ status=503"
await "1/1"
break_it delay=1ms --filter type:clients.deleted
await "2 in force"
press G
selects "delay"
act "switch off" x
await "off: delay=1ms"
await "1 in force"
press z
await "2 in force"
act "clear faults" X
await "Take 2 faults out of force?"
press y
await "Nothing is broken on purpose."
await "2 faults off"
press z
await "2 faults in force again"
holds "they are" in_force delay
mend
break_it status=503 --filter type:clients.created --limit 1
trigger fintoro clients.created
await "1/1"
act "last hit" Enter
await "─ Deliveries ─ id:dlv_"
selects "clients.created"
press Escape
gone "id:dlv_"
mend
lh clock advance 1h --quiet
calm

section "Books"
act books 4
await "✓ reconciled:"
await "Trial balance"
act "delivery of booking" Enter
await "─ Deliveries ─ id:dlv_"
press Escape
gone "id:dlv_"
press 4
await "✓ reconciled:"
press j
await "g newest"
act "newest posting" g
gone "g newest"

section "Stats"
act stats 5
await "─ Stats"
await "all "
act deliveries 1
await "─ Deliveries"
calm

# shellcheck shell=bash
press g # follow
section "replay"
trigger fintoro clients.updated --wait
selects "delivered fintoro    clients.updated"
act replay r
await "replayed   ledgerhook deliveries replay dlv_"
await "ledgerhook deliveries replay dlv_"
until_ "it is sent again" has 2 "type:clients.updated"
await "1 new ↑"
calm
act newest g
gone "1 new ↑"

section "edit in \$EDITOR"
act edit e
await "--body FILE"
calm
act newest g
press Enter
await "clients.edited"
await "right" # signed again
close_it "[Request]"

section "replay with options"
act "replay with options" R
await "Replay with options"
pick "new-id set resource.id=99999"
await "replayed as new"
await "--new-id --set resource.id=99999"
calm
act newest g
press Enter
await '"id": 99999'
close_it "[Request]"

section "retry now"
press g
break_it status=503 --filter type:clients.updated
trigger fintoro clients.updated
until_ "it waits" has 1 "state:pending attempts:1"
mend
await "r retry now"
press r
await "retried now"
await "ledgerhook deliveries retry dlv_"
gone "◌ pending"
calm

section "cancel"
press g
break_it status=503 --filter type:clients.updated
trigger fintoro clients.updated
until_ "it waits" has 1 "state:pending attempts:1"
mend
await "c cancel"
act cancel c
await "Cancel this delivery?"
press n
gone "Cancel this delivery?"
holds "nothing was canceled" has 1 "state:pending"
press c
await "Cancel this delivery?"
press y
await "⊘ canceled"
await " canceled   ledgerhook deliveries cancel dlv_"
calm

section "hold, release and undo"
press g
act hold p
await "ledgerhook subscriptions pause sub_"
press g
trigger fintoro clients.updated
await "‖ held"
act undo z
await "ledgerhook subscriptions resume sub_"
gone "‖ held"
press z
await "ledgerhook subscriptions pause sub_"
press p
await "released:"
calm

section "copy as curl"
no_buffer() { ! mux show-buffer; }
holds "nothing was copied before" no_buffer
act "copy as curl" y
await "copied as curl"
copied() { mux show-buffer | grep -q "^curl .*webhooks\|curl "; }
until_ "the clipboard has the command" copied
mux delete-buffer
calm

section "export, in each format"
exported() { [ -s "$work/$1" ] && grep -q "$2" "$work/$1"; }
for format in "jsonl \"attempts\"" "har \"entries\"" "curl curl" "scenario steps"; do
	read -r name holding <<<"$format"
	act export x
	await "Export this delivery"
	pick "$name out.$name"
	until_ "$name is written" exported "out.$name" "$holding"
	calm
done
press x
await "Export this delivery"
pick "curl out.curl" # it is there already
await "file exists"
calm

# shellcheck shell=bash
address=${LEDGERHOOK_SERVER#http://}

section "the server killed, and started again"
trigger finpilo document.sent --wait
press g
selects "document.sent"
trigger fintoro clients.created --wait
selects "clients.created"
press g
press j
selects "document.sent"
kill -9 "$server_pid"
wait "$server_pid" 2>/dev/null || true
await "connection lost"
await "next try in"
holds "what was read stays" on "document.sent"
serve "$address"
trigger silverfin period.created --wait
gone "connection lost"
await "1 new ↑" # what was missed has come, and nothing has moved
holds "the selection is where it was" on "document.sent"
press g
selects "period.created"

section "hostile answers"
title_is() { [ "$(mux display-message -p -t "$1" '#{pane_title}')" = "$2" ]; }
silent() { [ ! -e "$work/bell" ]; }
uncopied() { ! mux show-buffer; }
rm -f "$work/bell"
until_ "the title is the UI's own" title_is ui "ledgerhook $address"
"$work/hostile" >"$work/hostile.url" &
hostile_pid=$!
disown "$hostile_pid" # so that the shell says nothing of its end
until_ "the hostile receiver listens" test -s "$work/hostile.url"
lh subscriptions create --provider fintoro --url "$(cat "$work/hostile.url")" --no-probe --quiet >/dev/null
trigger fintoro invoices.deleted
await "400"
press /
pick_filter "type:invoices.deleted status:400"
selects "invoices.deleted"
press Enter
await "esc back"
to_tab Response
await "hostile ^["
close_it "hostile ^["
press Escape
gone "status:400"
holds "the title is the UI's own" title_is ui "ledgerhook $address"
holds "nothing was copied" uncopied
holds "the bell did not ring" silent

section "the same bytes do all of that where nobody stops them"
run bare "$work/hostile" print
until_ "the title is set" title_is bare stolen
until_ "the clipboard is set" mux show-buffer
until_ "the bell rings" test -e "$work/bell"
mux kill-session -t bare
mux delete-buffer

section "quit gives the screen back"
act quit q
await "before the UI"
await "exit code 0"
gone "─ Deliveries"
mux kill-session -t ui

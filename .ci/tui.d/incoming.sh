# shellcheck shell=bash
# What comes in at the hooks of a relay, which is a server of its own with a UI of its own.
mux kill-session -t ui 2>/dev/null || true
secret=whsec_fintoro_2f6c1e9ab04d4c7d8e5f60718293a4b5
echo $secret >"$work/secret"
"$work/ledgerhook" relay --config none --provider fintoro --secret "@$work/secret" --to mock --db "$work/relay.db" --listen 127.0.0.1:0 --mock-listen 127.0.0.1:0 --public-listen 127.0.0.1:0 --ready-file "$work/relay" >"$work/relay.log" 2>&1 &
relay_pid=$!
until_relay() { [ -e "$work/relay" ]; }
for _ in $(seq 300); do
	if until_relay; then break; fi
	sleep 0.03
done
holds "the relay is ready" until_relay
relay=$(sed 's/.*"control": *"\([^"]*\)".*/\1/' "$work/relay")
hook=$(sed 's/.*"hooks":{"fintoro":"\([^"]*\)".*/\1/' "$work/relay")
come_in() { lh trigger "$@" --to "$hook" >/dev/null 2>&1 || true; } # what is rejected is no success

section "nothing has come in"
run ui "$work/ledgerhook" tui --server "$relay"
await "No delivery yet"
act incoming 6
await "Nothing has come in yet."

section "Incoming: each verdict, newest first"
come_in fintoro invoices.paid --secret $secret
await "● verified"
selects "invoices.paid"
come_in fintoro clients.created --secret wrong
await "✕ rejected"
selects "clients.created"
await "answered 401"
act "copy request as curl" y
await "copied as curl"
holds "it goes to HOOK" eval 'mux show-buffer | grep -qF "\"\$HOOK\""'
calm
press j
selects "invoices.paid"
await "webhook-signature"
await "goes on as"
act "body of request" b
await "b hex"
act "newest request" g
selects "clients.created"
act "filter incoming" /
pick rejected
await "Incoming ─ rejected"
gone "invoices.paid"
act "all incoming" Escape
gone "Incoming ─ rejected"
selects "clients.created"

section "to what passes a request on, and into a file"
press j
act "export request" x
await "Export what passes this request on"
pick "scenario in.yaml"
await "in in.yaml"
holds "the scenario has its event" grep -q "type: invoices.paid" "$work/in.yaml"
calm
act "deliveries of request" o
await "─ Deliveries ─ event:evt_"
press Enter
await "passed on as it came: inc_"
press Escape
gone "passed on as it came"
press 6
await "─ Incoming"
act "show request" Enter
await "─ Deliveries ─ event:evt_"

section "Incoming where the screen is narrow"
press 6
await "─ Incoming"
resize 80 20
act "incoming other pane" Tab
await "goes on as"
act "incoming scroll down" J
await "2-"
act "incoming scroll up" K
await " 1-"
act "incoming back" Escape
await "─ Incoming"
press q
await "exit code 0"
mux kill-session -t ui
kill "$relay_pid"
wait "$relay_pid" || true
relay_pid=""

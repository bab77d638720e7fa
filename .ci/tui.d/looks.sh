# shellcheck shell=bash
# How it looks where the terminal can do less. A UI of its own each time, on the same server.
ascii_only() { screen | grep -q "Deliveries" && ! screen | LC_ALL=C grep -q '[^ -~]'; }
colour_of() { coloured | grep -qE $'\e''\[([0-9;]*;)?'"$1"; } # colour_of REGEXP of a parameter
again() { # again COMMAND…
	run ui "$@" tui --server "$LEDGERHOOK_SERVER"
	await "? help"
	await "delivered"
}
leave() {
	press q
	await "exit code 0"
	mux kill-session -t ui
}

section "256 colours, 16 colours, none"
again env -u TMUX TERM=xterm-256color "$work/ledgerhook"
until_ "there are colours" colour_of '(3[0-7]|9[0-7])[;m]'
until_ "the grey is one of 256" colour_of '38;5;'
leave
again env -u TMUX TERM=xterm-16color "$work/ledgerhook"
until_ "there are colours" colour_of '(3[0-7]|9[0-7])[;m]'
holds "none is of 256" eval '! colour_of "38;5;"'
leave
again env NO_COLOR=1 "$work/ledgerhook"
until_ "bold is left" colour_of '1m'
holds "there is no colour" eval '! colour_of "(3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]"'
leave

section "--ascii, also where the locale is no UTF-8"
run ui "$work/ledgerhook" tui --ascii --server "$LEDGERHOOK_SERVER"
await "* delivered"
holds "nothing else is drawn" ascii_only
leave
run ui env LC_ALL=C "$work/ledgerhook" tui --server "$LEDGERHOOK_SERVER"
await "* delivered"
leave

section "--plain"
echo "list" | lh tui --plain >"$work/plain"
holds "a line tells of a delivery" grep -q "^1\. delivered: \|^1\. " "$work/plain"
holds "no sequence is in it" eval '! grep -q $'"'\e'"' "$work/plain"'

section "a server inside"
kill "$server_pid"
wait "$server_pid" || true
server_pid=""
unset LEDGERHOOK_SERVER
run ui env -u LEDGERHOOK_SERVER "$work/ledgerhook" tui --config none --db :memory: --listen 127.0.0.1:0 --mock-listen 127.0.0.1:0
await "No delivery yet"
press t
pick "fintoro invoices.paid"
await "● delivered"
press q
await "exit code 0"

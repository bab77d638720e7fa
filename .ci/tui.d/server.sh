# The server that is looked at, driven from the command line.
# shellcheck shell=bash

server_pid=""

lh() { "$work/ledgerhook" "$@"; }
trigger() { lh trigger "$@" >/dev/null; }
break_it() { lh faults add "$@" >/dev/null; }
mend() { lh faults clear >/dev/null; }

# serve ADDRESS starts the server on the script's database. Its clock stands still unless it is moved.
serve() {
	rm -f "$work/ready"
	"$work/ledgerhook" serve --config none --clock virtual --seed 7 --db "$work/db" --listen "$1" --mock-listen 127.0.0.1:0 --ready-file "$work/ready" >"$work/serve.log" 2>&1 &
	server_pid=$!
	for _ in $(seq 300); do
		if [ -e "$work/ready" ]; then return; fi
		sleep 0.03
	done
	cat "$work/serve.log" >&2
	exit 1
}

control_of() { sed 's/.*"control": *"\([^"]*\)".*/\1/' "$work/ready"; }

deliveries() { lh deliveries list "$@" --json --limit 0 | grep -c . || true; }
has() { [ "$(deliveries "$2")" -ge "$1" ]; } # has N FILTER: at least so many
in_force() { lh faults list | grep -qF "$1"; }

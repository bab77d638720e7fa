# The terminal in which the program is driven: tmux, its keys, and what is held of its screen.
# shellcheck shell=bash

passed=0

mux() { tmux -f /dev/null -L ledgerhook "$@"; }
screen() { mux capture-pane -p -t ui; }

# run NAME COMMAND… runs a command in a terminal of 120x40. Where it ended stays on the screen, with its exit code. Where it
# is suspended, enter goes on.
run() {
	cat >"$work/$1.sh" <<-END
		set -m
		echo "before the UI"
		$(printf '%q ' "${@:2}") && code=0 || code=\$?
		while [ -n "\$(jobs -s)" ]; do
			echo "it is suspended"
			read -r
			fg >/dev/null && code=0 || code=\$?
		done
		echo "exit code \$code"
		exec cat
	END
	mux new-session -d -s "$1" -x 120 -y 40 "bash $work/$1.sh"
}

press() { mux send-keys -t ui "$@"; }      # keys by their tmux names
type_in() { mux send-keys -t ui -l "$1"; } # letters as they are

# act ACTION KEY presses the key of an action, which counts as tried: in the end, all have to be.
act() {
	printf '%s\n' "$1" >>"$work/pressed"
	press "$2"
}

# pick TEXT types into a palette and takes what it finds.
pick() {
	type_in "$1"
	await "> $1"
	press Enter
}

# close_it leaves what lies on top. Esc comes late, as the program waits for the rest of a sequence: what follows must not
# overtake it.
close_it() {
	press Escape
	gone "$1"
}

# calm closes the toast, where nothing else is open that esc would close.
calm() {
	until_ "the footer shows the keys" calmed
}
calmed() {
	shows "? help" && return
	press Escape
	sleep 0.2
	shows "? help"
}

resize() { # resize WIDTH HEIGHT
	mux resize-window -t ui -x "$1" -y "$2"
	until_ "the screen is $1x$2" is_sized "$1" "$2"
}
is_sized() { # the last line is the footer's, and the one above it a border as wide as the screen
	[ "$(screen | wc -l)" = "$2" ] && screen | tail -n 1 | grep -q "? help" && [ "$(screen | tail -n 2 | head -n 1 | wc -m)" = $(($1 + 1)) ]
}

# mouse BUTTON X Y presses and releases a button there, as a terminal tells it. 64 and 65 are the wheel.
mouse() {
	type_in $'\e'"[<$1;$2;$3M"
	[ "$1" -ge 64 ] || type_in $'\e'"[<$1;$2;$3m"
}

fail() {
	printf '\n%s\nThe screen:\n' "$1" >&2
	screen >&2 || true
	exit 1
}

# until_ WHAT COMMAND… runs a command until it succeeds, at most for 20 s.
until_() {
	local what=$1 deadline=$((SECONDS + 20))
	shift
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -le $deadline ] || fail "after 20 s, still not: $what"
		sleep 0.03
	done
	passed=$((passed + 1))
}

shows() { screen | grep -qF -- "$1"; }
hides() { # a screen that cannot be read hides nothing
	local text
	text=$(screen) && ! grep -qF -- "$1" <<<"$text"
}
matches() { screen | grep -qE -- "$1"; }
await() { until_ "the screen shows \"$1\"" shows "$1"; }
gone() { until_ "the screen no longer shows \"$1\"" hides "$1"; }
holds() { # holds WHAT COMMAND… fails at once where a command does
	local what=$1
	shift
	"$@" >/dev/null 2>&1 || fail "it does not hold that $what"
	passed=$((passed + 1))
}

# selects TEXT waits until the row with the marker has that text.
selects() { until_ "the selected row shows \"$1\"" on "$1"; }
on() { screen | grep -E "│.▸ " | grep -qF -- "$1"; }
# on_line TEST N waits until the selected row's line on the screen, from 1, passes a test such as -gt 20.
on_line() { until_ "the selected row's line is $1 $2" line_is "$1" "$2"; }
line_is() { [ "$(screen | grep -nE "│.▸ " | head -n 1 | cut -d: -f1)" "$1" "$2" ]; }
# cursor TEXT waits until the inspector's cursor stands on a line that begins so.
cursor() { until_ "the cursor is on \"$1\"" matches "│▸ *$1"; }

# to_tab NAME turns the open inspector to a tab, from whichever was open last.
to_tab() {
	local open
	while open=$(open_tab) && [ "$open" != "[$1]" ]; do
		press ]
		until_ "the next tab is open" turned "$open"
	done
	[ -n "$open" ] || fail "no tab is open"
}
open_tab() { screen | grep -oE '\[(Request|Response|Attempts|Ladder|Diff|Books|Faults)\]'; }
turned() { [ -n "$(open_tab)" ] && [ "$(open_tab)" != "$1" ]; }

coloured() { mux capture-pane -e -p -t ui; } # with the styles as they are

section() { printf '  %s\n' "$*"; }

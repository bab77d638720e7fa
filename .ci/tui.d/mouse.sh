# shellcheck shell=bash
takes_mouse() { [ "$(mux display-message -p -t ui '#{mouse_any_flag}')" = 1 ]; }
leaves_mouse() { [ "$(mux display-message -p -t ui '#{mouse_any_flag}')" = 0 ]; }

section "mouse"
press g
until_ "the UI takes the mouse" takes_mouse
mouse 0 20 6
on_line = 6
mouse 0 20 6
await "[Request]"
line=$(screen | sed -n 4p)
before=${line%%Ladder*} # its cells are before the tab's
mouse 0 $((${#before} + 2)) 4
await "[Ladder]"
mouse 0 20 5
on_line = 5
close_it "[Ladder]"
mouse 65 20 10
on_line = 8
mouse 64 20 10
on_line = 5
line=$(screen | sed -n 2p)
before=${line%%3 Faults*}
mouse 0 $((${#before} + 3)) 2
await "─ Faults"
press 1
await "─ Deliveries"
act mouse m
until_ "the mouse is the terminal's" leaves_mouse
await "it selects text"
press m
until_ "the UI takes the mouse again" takes_mouse
calm

section "redraw, suspend"
printf '\e[10;10Hsomebody else wrote this' >"$(mux display-message -p -t ui '#{pane_tty}')"
await "somebody else wrote this"
act redraw C-l
gone "somebody else wrote this"
act suspend C-z
await "it is suspended"
gone "─ Deliveries"
press Enter
await "─ Deliveries"
await "? help"

# shellcheck shell=bash
press g # follow
section "the clock moves, and what came of it is seen at once"
break_it status=503 --first 2 --filter provider:fintoro
trigger fintoro invoices.created
await "in 10s"
act clock T
await "Move the clock"
pick 10s
await "advanced by 10s"
gone "in 10s" # its second attempt failed, too
await "in 1m40s"
calm
press T
await "clock advance next"
pick next
await "advanced by 1m40s: -1 pending, +1 delivered"
gone "in 1m40s"
calm
mend

section "the clock runs, and stands still"
clock_now() { screen | head -n 1 | grep -o "[0-9-]* [0-9:]* virtual"; }
clock_moved() { [ -n "$(clock_now)" ] && [ "$(clock_now)" != "$stood" ]; }
stood=$(clock_now)
press T
pick run
await "the clock runs"
until_ "the header's clock moves" clock_moved
press T
pick freeze
await "the clock stands still"
press z
await "the clock runs"
press z
await "the clock stands still"
frozen() { lh clock show --json | grep -q '"running":false'; }
until_ "the engine's clock stands still" frozen
calm

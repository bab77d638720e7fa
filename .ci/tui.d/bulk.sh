# shellcheck shell=bash
press g # follow
section "marks, and all that are marked replayed"
trigger bookkeeper refund.completed --count 4 --wait
press /
pick_filter "type:refund.completed"
await_rows() { until_ "$1 rows are there" has_rows "$1"; }
has_rows() { [ "$(screen | grep -c "refund.completed  *built-in\|refund.completed .*●")" = "$1" ]; }
await_rows 4
act mark Space
await "1 marked"
press j
act "mark range" v
await "3 marked"
press r
await "Replay 3 deliveries?"
press n
gone "Replay 3 deliveries?"
holds "nothing was replayed" eval '[ "$(deliveries type:refund.completed)" = 4 ]'
press r
await "Replay 3 deliveries?"
press y
await "3 deliveries replayed"
await_rows 7
gone "marked"

section "all that the filter takes"
act "mark all" '*'
await "all marked"
press r
await "Replay 7 deliveries?"
await "All that this filter takes"
press y
await "7 deliveries replayed"
await_rows 14
press Space
await "1 marked"
press Escape # no marks
gone "1 marked"
press Escape # no filter
gone "type:refund.completed"

section "all that are marked canceled"
break_it status=503 --filter type:refund.completed
trigger bookkeeper refund.completed --count 3
until_ "three wait" has 3 "state:pending attempts:1"
mend
press /
pick_filter "state:pending"
press '*'
await "all marked"
press c
await "Cancel 3 deliveries?"
press y
await "3 deliveries canceled"
await "No delivery passes this filter."
press Escape
gone "No delivery passes this filter."
calm

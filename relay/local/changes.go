package local

import "github.com/ledgerhook/ledgerhook/relay"

// keptChanges is how many of the newest changes a watcher can take up.
const keptChanges = 4096

// changesBase is where this process numbers its changes from: larger than any number of an earlier one that made fewer than
// 4,096 changes a millisecond, and exact as a number in JavaScript until 2039. It is of the machine's time and not of the
// engine's, which may stand still or begin again.
func changesBase() uint64 { return uint64(relay.RealClock{}.Now().UnixMilli()) << 12 }

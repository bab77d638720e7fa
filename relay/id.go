package relay

import (
	"encoding/base32"
	"encoding/binary"
	"sync/atomic"
	"time"
)

// The prefixes of the ids that ledgerhook makes.
const (
	EventPrefix        = "evt_"
	SubscriptionPrefix = "sub_"
	DeliveryPrefix     = "dlv_"
	FaultPrefix        = "flt_"
	ReceiptPrefix      = "rcp_"
	IncomingPrefix     = "inc_"
)

// base32hex keeps the order of the bytes, so ids sort as the times in them do.
var base32hex = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding)

// IDs mints identifiers: a prefix and a UUIDv7 in lower-case base32hex, 26 characters. The id holds the time
// to a fraction of a microsecond and then a running number, so ids minted one after another sort in that order
// also while a frozen clock stands still. Safe for concurrent use.
type IDs struct {
	chance Chance
	last   atomic.Uint64
	latest atomic.Int64 // Unix nanoseconds: a clock that is set back must not unsort the ids
}

// NewIDs returns a source whose running number continues after last: zero for an empty store.
func NewIDs(chance Chance, last uint64) *IDs {
	ids := &IDs{chance: chance}
	ids.last.Store(last)
	return ids
}

// New mints one id stamped with the time now.
func (ids *IDs) New(prefix string, now time.Time) string {
	n := ids.last.Add(1)
	return prefix + base32hex.EncodeToString(uuidv7(ids.notBefore(now.UnixNano()), n, uint32(ids.chance.Uint64("id", prefix, n))))
}

// notBefore is a time that is no earlier than any before.
func (ids *IDs) notBefore(ns int64) int64 {
	for {
		latest := ids.latest.Load()
		if ns <= latest {
			return latest
		}
		if ids.latest.CompareAndSwap(latest, ns) {
			return ns
		}
	}
}

// Last is the running number of the newest id, to be kept by the store and handed to NewIDs after a restart.
func (ids *IDs) Last() uint64 { return ids.last.Load() }

// uuidv7 lays out RFC 9562 version 7: 48 bits of milliseconds, 12 bits of the fraction of the millisecond
// (method 3 of section 6.2), then 32 bits of the running number and 30 of chance.
func uuidv7(ns int64, n uint64, noise uint32) []byte {
	ns = max(ns, 0)
	ms, rest := uint64(ns/1e6), uint64(ns%1e6)
	id := make([]byte, 0, 16)
	id = binary.BigEndian.AppendUint64(id, ms<<16|7<<12|rest*4096/1e6)
	return binary.BigEndian.AppendUint64(id, 0b10<<62|uint64(uint32(n))<<30|uint64(noise>>2))
}

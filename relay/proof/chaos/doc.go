// Package chaos shows what ledgerhook promises: it kills a running one again and again while it works, and compares what
// was acknowledged with what a receiver got. It drives real processes through the control API, as any user could, and
// knows nothing of how the engine or its store work inside. It may import relay/local and what that hands out: relay and
// relay/control.
package chaos

//go:build unix

package workspace

import (
	"io/fs"
	"os"
	"syscall"
)

// owned reports whether a file belongs to who runs this.
func owned(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || int(stat.Uid) == os.Geteuid()
}

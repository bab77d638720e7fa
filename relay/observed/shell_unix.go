//go:build unix

package observed

import (
	"context"
	"os/exec"
	"syscall"
)

// shell is a command line that is killed with all that it has started when ctx ends: they are a process group of their own.
func shell(ctx context.Context, command string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "sh", "-c", command)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd
}

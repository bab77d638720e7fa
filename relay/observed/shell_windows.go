package observed

import (
	"context"
	"os/exec"
	"strconv"
	"syscall"
)

// shell is a command line that is killed with all that it has started when ctx ends. cmd takes it as it stands between the outer
// quotes; quotes within it that were escaped, as programs want them, it would not know.
func shell(ctx context.Context, command string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "cmd")
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: `cmd /S /C "` + command + `"`}
	cmd.Cancel = func() error {
		return exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(cmd.Process.Pid)).Run()
	}
	return cmd
}

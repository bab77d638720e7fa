package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"slices"

	"github.com/ledgerhook/ledgerhook/relay/export"
)

// The exit codes of a command that did not run, and what is added to the number of a signal that ended it. Source: POSIX, Shell
// Command Language, 2.8.2.
const (
	exitCannotRun = 126
	exitNoCommand = 127
	exitBySignal  = 128
)

// signals are those that are for the command, as they come.
type signals chan os.Signal

// catchSignals leaves out those that we were started to ignore, as nohup has it: the command ignores them, too.
func catchSignals() signals {
	caught := make(signals, 16)
	if numbers := slices.DeleteFunc(passedOn(), signal.Ignored); len(numbers) > 0 { // of none, all would be meant
		signal.Notify(caught, numbers...)
	}
	return caught
}

func (s signals) release() { signal.Stop(s) }

// child runs a command with our input and output, passes signals on to it, and returns its exit code. An error means that it did
// not run.
func (a *app) child(words []string, vars []variable, caught signals) (int, error) {
	if len(caught) > 0 {
		return 0, &exitError{code: exitInterrupted, err: errors.New("interrupted before the command was started")}
	}
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = a.stdin, a.stdout, a.stderr
	cmd.Env = os.Environ()
	for _, v := range vars {
		cmd.Env = append(cmd.Env, v.name+"="+v.value) // the last one of a name counts
	}
	pass := arrange(cmd)
	if err := cmd.Start(); err != nil {
		return 0, cannotRun(words[0], err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case s := <-caught:
			pass.on(s)
		case err := <-ended:
			return codeOfChild(cmd, err)
		}
	}
}

// codeOfChild is how a command ended. An error is of its input or output.
func codeOfChild(cmd *exec.Cmd, err error) (int, error) {
	if n := endedBy(cmd.ProcessState); n != 0 {
		return exitBySignal + n, nil
	}
	var exit *exec.ExitError
	if err == nil || errors.As(err, &exit) {
		return cmd.ProcessState.ExitCode(), nil
	}
	return 0, fmt.Errorf("wait for the command: %w", err)
}

// cannotRun says why a command could not be started.
func cannotRun(name string, err error) error {
	var failed *exec.Error
	if errors.As(err, &failed) {
		err = failed.Err
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return &exitError{code: exitNoCommand, err: fmt.Errorf("run %s: there is no such command", name), try: "a name that is in $PATH, a path with a slash in it, or for a line of the shell ledgerhook run -- sh -c '…'"}
	}
	return &exitError{code: exitCannotRun, err: fmt.Errorf("run %s: %w", name, err), try: "chmod +x it, or name what runs it: ledgerhook run -- sh " + export.ShellWord(name)}
}

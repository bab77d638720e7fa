package main

import (
	"context"
	"io"
)

// keys are what is typed, where standard input is a terminal: each as it is pressed. restore leaves the terminal as it was.
func (t *testRun) keys(ctx context.Context) (keys <-chan byte, restore func()) {
	file, is := terminal(t.stdin)
	if !is {
		return nil, func() {}
	}
	restore = singleKeys(file)
	typed := make(chan byte)
	go func() { // it ends with the process: a read of a terminal cannot be called back
		var key [1]byte
		for {
			if _, err := io.ReadFull(file, key[:]); err != nil {
				return
			}
			select {
			case typed <- key[0]:
			case <-ctx.Done():
				return
			}
		}
	}()
	return typed, restore
}

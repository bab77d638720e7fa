package tui

import "sync"

// crew counts what runs beside the program, so that Run can wait for all of it. The zero value is ready.
type crew struct {
	mu        sync.Mutex
	dismissed bool
	running   sync.WaitGroup
}

// start runs work in a goroutine of its own.
func (c *crew) start(work func()) {
	c.running.Add(1)
	go func() {
		defer c.running.Done()
		work()
	}()
}

// join runs work in the caller's goroutine, unless the crew was dismissed.
func (c *crew) join(work func()) {
	c.mu.Lock()
	if c.dismissed {
		c.mu.Unlock()
		return
	}
	c.running.Add(1)
	c.mu.Unlock()
	defer c.running.Done()
	work()
}

// dismiss takes no further work and waits for the end of all that runs.
func (c *crew) dismiss() {
	c.mu.Lock()
	c.dismissed = true
	c.mu.Unlock()
	c.running.Wait()
}

package local

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/ledgerhook/ledgerhook/mock"
)

// run starts what goes on until Close: the mock first, the engine last.
func (n *Node) run(opt *Options, listener net.Listener, receiver *mock.Receiver, mockServer *mock.Server) {
	logger := opt.Log
	mockCtx, stopMock := context.WithCancel(context.Background())
	engineCtx, stopEngine := context.WithCancel(context.Background())
	var sending sync.WaitGroup
	sending.Add(1)
	bookCtx, stopBooking := context.WithCancel(context.Background())
	n.spawn(func() {
		if err := receiver.Run(bookCtx); err != nil {
			logger.Error("mock: what was answered is not booked", "error", err)
		}
	})
	n.spawn(func() {
		defer stopBooking() // what it took last is booked too
		if err := mockServer.Run(mockCtx); err != nil {
			logger.Error("mock receiver", "error", err)
		}
	})
	n.spawn(func() {
		if err := n.secured.serve(n.control, listener); !errors.Is(err, http.ErrServerClosed) {
			logger.Error("control API", "error", err)
		}
	})
	if n.public != nil {
		n.publicGrace = answerGrace
		if n.public.sync {
			n.publicGrace = max(answerGrace, n.Engine.Grace)
		}
		n.spawn(func() {
			if err := n.public.serve(opt.Limits); err != nil {
				logger.Error("public side", "error", err)
			}
		})
	}
	n.spawn(func() {
		defer sending.Done()
		if err := n.Engine.Run(engineCtx); err != nil {
			logger.Error("engine", "error", err)
		}
	})
	n.stop = func() {
		stopEngine()
		sending.Wait() // what is in flight may still need the mock's answer
		if kept, ok := n.Engine.Transport.(interface{ CloseIdleConnections() }); ok {
			kept.CloseIdleConnections()
		}
		stopMock()
		n.mockTransport.CloseIdleConnections()
	}
}

func (n *Node) spawn(f func()) {
	n.running.Add(1)
	go func() {
		defer n.running.Done()
		f()
	}()
}

// answerGrace is how long calls that are being answered get at a stop.
const answerGrace = 2 * time.Second

// Close stops taking calls and webhooks, lets those being answered end, lets attempts in flight end within the grace period, and closes the database. It may be
// called more than once, and waits for everything.
func (n *Node) Close() error {
	n.closed.Do(func() {
		var err error
		n.endStreams()
		grace, cancel := context.WithTimeout(context.Background(), n.publicGrace)
		err = n.public.drain(grace) // before the engine stops: an app's answer may still be waited for
		cancel()
		answered := true // all calls that were taken
		if n.control != nil {
			grace, cancel := context.WithTimeout(context.Background(), answerGrace)
			if answered = n.control.Shutdown(grace) == nil; !answered {
				err = errors.Join(err, n.control.Close())
			}
			cancel()
		}
		n.stop()
		n.running.Wait()
		if answered {
			n.stock.giveBack(n.calls)
		}
		n.problem = errors.Join(err, n.files.close())
	})
	return n.problem
}

func closeListener(l net.Listener) error {
	if err := l.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("close %s: %w", l.Addr(), err)
	}
	return nil
}

package check

import "context"

// Reachable opens a connection to the receiver, over https with its handshake, and closes it. An error is an InputError
// about the options, or why there is no connection.
func Reachable(ctx context.Context, opt Options) error {
	s, err := newSession(opt)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, s.Timeout, errWaited)
	defer cancel()
	c, err := s.client.dial(ctx)
	if err != nil {
		return err
	}
	return c.Close()
}

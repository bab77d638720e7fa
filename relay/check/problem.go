package check

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"time"
)

const (
	noHTTP       = "what came is no HTTP answer"
	noConnection = "no connection: "
)

// gone reports whether nothing listens at the URL.
func (x *Exchange) gone() bool { return x.Response == nil && strings.HasPrefix(x.Error, noConnection) }

// problem says why there is no whole answer.
func problem(ctx context.Context, limit time.Duration, err error, x *Exchange) string {
	var network *net.OpError
	begun := x.Response != nil
	switch {
	case x.Late && begun:
		return "the answer did not end within " + limit.String()
	case x.Late:
		return "no answer within " + limit.String()
	case ctx.Err() != nil:
		return "broken off"
	case errors.As(err, &network) && network.Op == "dial":
		return noConnection + network.Err.Error()
	case (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)) && begun:
		return "the connection was closed in the middle of the answer"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed without an answer"
	case strings.Contains(err.Error(), "malformed HTTP"):
		return noHTTP
	}
	return err.Error()
}

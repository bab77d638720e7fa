package main

import (
	"context"
	"errors"
	"net"
	"syscall"
	"time"
)

// portHolder says who holds the port that an error of listening is about; empty where that cannot be known.
func (a *app) portHolder(ctx context.Context, err error) string {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "listen" || !errors.Is(err, syscall.EADDRINUSE) || op.Addr == nil {
		return ""
	}
	address := op.Addr.String()
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	process := processOn(address)
	_ = a.trustOwn() // without it one that serves over TLS goes unrecognised
	if a.clientAt("http://"+address).Healthy(ctx) == nil || a.clientAt("https://"+address).Healthy(ctx) == nil {
		if process != "" {
			return "a ledgerhook serves there already: " + process
		}
		return "a ledgerhook serves there already"
	}
	if process != "" {
		return "it is held by " + process
	}
	return ""
}

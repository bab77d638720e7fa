// Package control is the HTTP API that steers a running ledgerhook, with its typed Go client and the guard on who may
// call. The command line and the terminal UI use the client only. It knows the engine and no product, and may import
// packages relay and relay/retry, whose schedules subscriptions are given.
package control

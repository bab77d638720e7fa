// Package bench tells how fast a ledgerhook is beside bare HTTP on the same machine: the engine that delivers, and the mock
// that receives. It starts real processes, a server, a receiver and the mock, and is itself the client. It may import
// relay/local and what that hands out: the engine, the stores, the products, their samples and the control API's client.
package bench

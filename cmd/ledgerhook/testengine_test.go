package main

import (
	"net"
	"strconv"
	"testing"
)

// What is settled on is none of the ports that the system gives to others, differs from one to the next, and passes over what is
// taken.
func TestSettledAddress(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for nth := range 3 {
		address, err := settledAddress("127.0.0.1:0", nth)
		if err != nil {
			t.Fatal(err)
		}
		held, err := net.Listen("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer held.Close()
		other, err := settledAddress("127.0.0.1:0", nth)
		if err != nil {
			t.Fatal(err)
		}
		for _, address := range []string{address, other} {
			_, port, _ := net.SplitHostPort(address)
			if n, err := strconv.Atoi(port); err != nil || n < firstSettledPort || n >= firstSettledPort+settledPorts || seen[address] {
				t.Errorf("%s (%v), of %v", address, err, seen)
			}
			seen[address] = true
		}
	}
	if address, err := settledAddress("127.0.0.1:7117", 0); err != nil || address != "127.0.0.1:7117" {
		t.Errorf("%s, %v", address, err)
	}
	if _, err := settledAddress("nowhere", 0); err == nil {
		t.Error("an address without a port is taken")
	}
}

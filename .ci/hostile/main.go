// Command hostile is a receiver whose answers try to drive a terminal: they set its title, ring its bell, fill its
// clipboard and clear it. .ci/tui holds the terminal UI against it. It prints its URL, and answers until it is killed.
// With "print" it prints such an answer instead.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
)

// answer sets the title by OSC 0 and 2, rings, copies "stolen" by OSC 52, clears the screen and turns on a style; in
// the end it tries the title again with the 8-bit OSC, alone and as UTF-8.
const answer = "hostile \x1b]0;stolen\x07\x1b]2;stolen\x1b\\\x07\x07\x1b]52;c;c3RvbGVu\x07\x1b[2J\x1b[H\x1b[7m\x9d0;stolen\x9c\u009d0;stolen\u009c answer\n"

func main() {
	if len(os.Args) == 2 && os.Args[1] == "print" {
		_, _ = io.WriteString(os.Stdout, answer)
		return
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("http://%s\n", listener.Addr())
	log.Fatal(http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, answer)
	})))
}

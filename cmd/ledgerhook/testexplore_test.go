package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"sync"
)

// doublingApp is an app for the scripts that books each request, and keeps what it has booked in booked.json.
func doublingApp() {
	var mu sync.Mutex
	var booked bytes.Buffer
	keep := func() {
		if err := os.WriteFile("booked.json", booked.Bytes(), 0o600); err != nil {
			fmt.Println("doubling app:", err)
			os.Exit(4)
		}
	}
	keep()
	err := http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(&booked, "{\"id\":%q}\n", r.Header.Get("Webhook-Id"))
		keep()
	}))
	fmt.Println("doubling app:", err)
	os.Exit(4)
}

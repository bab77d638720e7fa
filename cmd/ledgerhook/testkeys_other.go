//go:build !unix

package main

import "os"

// singleKeys leaves the terminal as it is: keys come with the line.
func singleKeys(*os.File) (restore func()) { return func() {} }

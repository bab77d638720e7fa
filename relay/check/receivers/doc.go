// Package receivers holds tests alone: package check against receivers that somebody else might have written. Right ones, of every
// product, in Go, Node and Python, have nothing to mend; of mutants, each a right one with one classic bug, check names the bug.
// They share no code with relay/provider.
package receivers

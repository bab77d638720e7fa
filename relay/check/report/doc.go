// Package report tells what came of a check: to people at a terminal, in a browser or on GitHub, and to programs as JSON or
// JUnit XML. It is pure: no files, no clock, and what it is given it leaves as it is. All that came from outside is made
// visible or escaped, so that no answer of a receiver drives a terminal or a browser.
//
// It imports relay/check for the results, relay to make text visible, relay/export for curl commands, and relay/junit.
package report

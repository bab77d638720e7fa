// Package export writes what the control API shows of deliveries for other programs: as a curl command, an HTTP Archive, a
// scenario, or a line of JSON, and for people as HTTP shows an exchange. It is pure: no calls, no clock, no files, and what it is given it leaves as it is.
//
// It imports relay for its words and relay/control for its types, and nothing else of ours, so that the CLI and the terminal UI
// export alike. Credentials are masked as the API has masked them.
package export

// Package observed gets the list in which a developer's app tells what it has booked, from a URL or a command, and reads it:
// JSON or CSV, as apps, databases and spreadsheets write it. It says at which line and column a list cannot be read. It is a
// package of its own since the command line and scenarios get and read such lists alike; to hold them against what was sent
// is relay's.
//
// Everything from outside is bounded in size and time. It knows no product and no server of ours, and imports relay only.
package observed

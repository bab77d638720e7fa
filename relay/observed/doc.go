// Package observed reads the list in which a developer's app tells what it has booked: JSON or CSV, as apps, databases and
// spreadsheets write it. It says at which line and column a list cannot be read. It is a package of its own since the command line
// and scenarios read such lists alike; to hold them against what was sent is relay's.
//
// It opens no file, calls nobody, and imports relay only.
package observed

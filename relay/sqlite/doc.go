// Package sqlite keeps a relay's state in one SQLite file: it has all SQL of the project, the schema and its migrations.
// It knows how things are stored and not what they mean: which state follows which, and when, is decided in package
// relay. It imports relay, the standard library, the SQLite driver, the file lock and the JSON library.
//
// Secrets, URLs with credentials and what is marked secret are sealed with a data key, which is sealed with the user's key
// (Seal). Bodies are stored as they were sent: Moneybird's webhook_token, and the URL in Silverfin's, stand in them.
//
// A file is written by one process at a time, which holds the lock beside it. Within the process one goroutine writes:
// it takes all operations that wait, runs them in one transaction, answers their callers after the commit, and goes on.
// Readers have connections of their own and see what is committed.
package sqlite

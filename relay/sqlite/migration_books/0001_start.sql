-- The mock's books. Times are Unix nanoseconds in UTC; amounts are decimal strings.

CREATE TABLE receipts (
	seq             INTEGER PRIMARY KEY AUTOINCREMENT,
	id              TEXT    NOT NULL UNIQUE,
	provider        TEXT    NOT NULL, -- empty when it could not be told
	received_at     INTEGER NOT NULL,
	verdict         TEXT    NOT NULL CHECK (
		verdict = 'accepted' OR verdict = 'duplicate' OR verdict = 'rejected' OR verdict = 'unreadable' OR
		verdict = 'unhandled'),
	problem         TEXT    NOT NULL,
	event_type      TEXT    NOT NULL,
	dedup_key       TEXT    NOT NULL,
	reference       TEXT    NOT NULL,
	request_method  TEXT    NOT NULL,
	request_url     TEXT    NOT NULL,
	request_headers TEXT    NOT NULL, -- [["Name","value"], …]
	request_body    BLOB,
	status          INTEGER NOT NULL,
	answer          BLOB,
	faults          TEXT
) STRICT;

-- What was accepted, by what the product's receiver deduplicates by.
CREATE TABLE dedupe (
	provider   TEXT NOT NULL,
	key        TEXT NOT NULL,
	reference  TEXT NOT NULL, -- empty when nothing was booked
	receipt_id TEXT NOT NULL REFERENCES receipts (id),
	PRIMARY KEY (provider, key)
) STRICT, WITHOUT ROWID;

-- The last number given in each year. They go on after a reset: a reference never means two postings.
CREATE TABLE reference_numbers (
	year   INTEGER PRIMARY KEY,
	number INTEGER NOT NULL
) STRICT;

CREATE TABLE postings (
	seq        INTEGER PRIMARY KEY AUTOINCREMENT,
	reference  TEXT    NOT NULL UNIQUE,
	provider   TEXT    NOT NULL,
	dedup_key  TEXT    NOT NULL,
	receipt_id TEXT    NOT NULL UNIQUE REFERENCES receipts (id),
	text       TEXT    NOT NULL,
	currency   TEXT    NOT NULL,
	posted_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE entries (
	reference TEXT    NOT NULL REFERENCES postings (reference),
	line      INTEGER NOT NULL, -- from 1
	account   TEXT    NOT NULL CHECK (account <> ''),
	debit     TEXT    NOT NULL,
	credit    TEXT    NOT NULL,
	PRIMARY KEY (reference, line),
	CHECK ((debit = '') <> (credit = ''))
) STRICT, WITHOUT ROWID;

-- Times are Unix nanoseconds in UTC, NULL for none. JSON stands in TEXT, bytes of the wire in BLOB.
-- A CHECK says x = 'a' OR x = 'b': for IN, SQLite fills a temporary table at each row, which took a third
-- of a publish.
-- AUTOINCREMENT: a number is never used twice, so cursors and counters stay right after a reset.

CREATE TABLE events (
	seq         INTEGER PRIMARY KEY AUTOINCREMENT,
	id          TEXT    NOT NULL UNIQUE,
	provider    TEXT    NOT NULL,
	type        TEXT    NOT NULL,
	dialect_id  TEXT    NOT NULL,
	data        TEXT,
	context     TEXT,
	occurred_at INTEGER NOT NULL,
	created_at  INTEGER NOT NULL
) STRICT;

-- A body belongs to the deliveries of one event and goes when they go. Deliveries do not declare it a foreign key:
-- SQLite would look through them for every body that is removed.
CREATE TABLE bodies (
	id    INTEGER PRIMARY KEY,
	bytes BLOB NOT NULL
) STRICT;

CREATE TABLE deliveries (
	seq             INTEGER PRIMARY KEY AUTOINCREMENT,
	id              TEXT    NOT NULL UNIQUE,
	event_id        TEXT    NOT NULL REFERENCES events (id),
	subscription_id TEXT    NOT NULL, -- may be deleted meanwhile
	provider        TEXT    NOT NULL,
	type            TEXT    NOT NULL,
	url             TEXT    NOT NULL,
	dialect_id      TEXT    NOT NULL,
	body_id         INTEGER,          -- NULL: an empty body
	state           TEXT    NOT NULL CHECK (
		state = 'pending' OR state = 'sending' OR state = 'delivered' OR state = 'failed' OR
		state = 'held' OR state = 'canceled' OR state = 'unknown'),
	reason          TEXT    NOT NULL,
	reference       TEXT    NOT NULL,
	replay_of       TEXT    NOT NULL,
	due_at          INTEGER,
	created_at      INTEGER NOT NULL,
	settled_at      INTEGER,
	sending_since   INTEGER,
	attempt_count   INTEGER NOT NULL,
	tries           INTEGER NOT NULL CHECK (tries BETWEEN 0 AND attempt_count),
	last_status     INTEGER NOT NULL,
	last_outcome    TEXT    NOT NULL CHECK (
		last_outcome = '' OR last_outcome = 'success' OR last_outcome = 'http_error' OR
		last_outcome = 'timeout' OR last_outcome = 'dns_error' OR last_outcome = 'connect_error' OR
		last_outcome = 'tls_error' OR last_outcome = 'protocol_error' OR last_outcome = 'blocked' OR
		last_outcome = 'aborted'),
	last_duration   INTEGER NOT NULL,
	last_error      TEXT    NOT NULL,
	last_faults     INTEGER NOT NULL,
	CHECK (state <> 'pending' OR due_at IS NOT NULL)
) STRICT;

-- No index covers every state: each settled delivery would pay for it. These hold what is few, or what is looked for.
CREATE INDEX deliveries_due ON deliveries (subscription_id, due_at, id) WHERE state = 'pending';
CREATE INDEX deliveries_sending ON deliveries (seq) WHERE state = 'sending';
CREATE INDEX deliveries_aside ON deliveries (state, seq)
	WHERE state = 'failed' OR state = 'held' OR state = 'canceled' OR state = 'unknown';
CREATE INDEX deliveries_event ON deliveries (event_id);

CREATE TABLE attempts (
	delivery_id        TEXT    NOT NULL REFERENCES deliveries (id),
	number             INTEGER NOT NULL CHECK (number >= 1),
	started_at         INTEGER NOT NULL,
	duration           INTEGER NOT NULL,
	outcome            TEXT    NOT NULL CHECK (
		outcome = 'success' OR outcome = 'http_error' OR outcome = 'timeout' OR outcome = 'dns_error' OR
		outcome = 'connect_error' OR outcome = 'tls_error' OR outcome = 'protocol_error' OR
		outcome = 'blocked' OR outcome = 'aborted'),
	error              TEXT    NOT NULL,
	note               TEXT    NOT NULL,
	request_method     TEXT    NOT NULL,
	request_url        TEXT    NOT NULL,
	request_headers    TEXT    NOT NULL, -- [["Name","value"], …] in the order and casing of the wire
	request_body       BLOB,             -- NULL: as the delivery's
	response_status    INTEGER,          -- NULL: no answer came
	response_headers   TEXT,
	response_body      BLOB,
	response_truncated INTEGER,
	faults             TEXT,
	PRIMARY KEY (delivery_id, number)
) STRICT;

CREATE TABLE subscriptions (
	seq        INTEGER PRIMARY KEY AUTOINCREMENT,
	id         TEXT    NOT NULL UNIQUE,
	provider   TEXT    NOT NULL,
	name       TEXT    NOT NULL,
	url        TEXT    NOT NULL,
	urls       TEXT,             -- {"type": "url", …}
	events     TEXT,             -- ["name", …]
	secrets    TEXT,             -- [{"value", "expires_at"}, …]
	own        TEXT,
	state      TEXT    NOT NULL CHECK (
		state = 'active' OR state = 'paused' OR state = 'deactivated' OR state = 'disabled' OR
		state = 'expired'),
	reason     TEXT    NOT NULL,
	builtin    INTEGER NOT NULL CHECK (builtin BETWEEN 0 AND 1),
	created_at INTEGER,
	updated_at INTEGER
) STRICT;

CREATE TABLE fault_rules (
	seq        INTEGER PRIMARY KEY AUTOINCREMENT,
	id         TEXT    NOT NULL UNIQUE,
	name       TEXT    NOT NULL,
	value      TEXT    NOT NULL,
	place      TEXT    NOT NULL CHECK (place = 'sender' OR place = 'receiver' OR place = 'api'),
	filter     TEXT    NOT NULL,
	first_n    INTEGER NOT NULL,
	every_n    INTEGER NOT NULL,
	chance     REAL    NOT NULL CHECK (chance BETWEEN 0 AND 1),
	hit_limit  INTEGER NOT NULL,
	hits       INTEGER NOT NULL,
	created_at INTEGER
) STRICT;

CREATE TABLE records (
	provider TEXT NOT NULL,
	kind     TEXT NOT NULL,
	key      TEXT NOT NULL,
	value    TEXT NOT NULL,
	PRIMARY KEY (provider, kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency (
	key         TEXT PRIMARY KEY,
	fingerprint BLOB,
	event_ids   TEXT NOT NULL,
	created_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE meta (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What came in at the hooks of the relay, whatever was made of it.
CREATE TABLE incoming (
	seq         INTEGER PRIMARY KEY AUTOINCREMENT,
	id          TEXT    NOT NULL UNIQUE,
	provider    TEXT    NOT NULL,
	hook        TEXT    NOT NULL,
	verdict     TEXT    NOT NULL CHECK (
		verdict = 'verified' OR verdict = 'unverified' OR verdict = 'repeated' OR verdict = 'rejected' OR verdict = 'probe'),
	received_at INTEGER NOT NULL,
	remote_addr TEXT    NOT NULL,
	method      TEXT    NOT NULL,
	url         TEXT    NOT NULL, -- credentials masked
	headers     BLOB    NOT NULL, -- sealed: [["Name","value"], …], which may hold a key
	body_id     INTEGER,          -- as of a delivery, which it shares its body with; NULL: an empty body
	body_hash   BLOB,             -- SHA-256, of a verified one
	problem     TEXT    NOT NULL,
	type        TEXT    NOT NULL,
	dialect_id  TEXT    NOT NULL,
	event_id    TEXT    NOT NULL, -- empty: it became none
	status      INTEGER NOT NULL,
	place       INTEGER           -- of a rejected one or a probe: a running number among those of its verdict, without gaps
) STRICT;

-- The first finds what a new one repeats; the second holds what is few, or goes when it is old.
CREATE INDEX incoming_same ON incoming (dialect_id, hook, provider, body_hash) WHERE verdict = 'verified';
CREATE INDEX incoming_aside ON incoming (verdict, seq) WHERE verdict <> 'verified';

ALTER TABLE subscriptions ADD COLUMN hook TEXT NOT NULL DEFAULT '';
ALTER TABLE subscriptions ADD COLUMN resign INTEGER NOT NULL DEFAULT 0;

-- The incoming request that a delivery passes on, and whether it was edited since: see 0007 on why this is not ALTER TABLE.
PRAGMA writable_schema = ON;

UPDATE sqlite_schema SET sql = replace(sql, ',
	CHECK (state <> ''pending'' OR due_at IS NOT NULL)', ',
	incoming_id TEXT NOT NULL DEFAULT '''', edited INTEGER NOT NULL DEFAULT 0,
	CHECK (state <> ''pending'' OR due_at IS NOT NULL)')
WHERE type = 'table' AND name = 'deliveries' AND sql NOT LIKE '%incoming_id%';

PRAGMA writable_schema = RESET;

-- This fails, and with it the migration, where the schema is not as it was meant.
SELECT incoming_id, edited FROM deliveries LIMIT 1;

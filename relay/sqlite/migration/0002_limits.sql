-- How a subscription is sent to where that differs from its product's way: {"retry": [ns, …], "concurrency", "rate",
-- "ordered", "at_most_once"}; NULL for none.
ALTER TABLE subscriptions ADD COLUMN limits TEXT;

-- A replay may go to a URL of its own, and may say the original's time.
ALTER TABLE deliveries ADD COLUMN redirected INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN signed_at INTEGER;

ALTER TABLE fault_rules ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;

-- An attempt's key is its delivery's row and its number in one integer: half the work of a text key with an index of its
-- own. The rest of the table is as it was.
CREATE TABLE keyed_attempts (
	key                INTEGER PRIMARY KEY, -- the delivery's seq * 2^20 + number
	delivery_seq       INTEGER GENERATED ALWAYS AS (key >> 20) VIRTUAL,
	number             INTEGER GENERATED ALWAYS AS (key & 1048575) VIRTUAL,
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
	faults             TEXT
) STRICT;

INSERT INTO keyed_attempts (key, started_at, duration, outcome, error, note, request_method, request_url, request_headers, request_body,
	response_status, response_headers, response_body, response_truncated, faults)
SELECT seq << 20 | attempts.number, started_at, duration, outcome, error, note, request_method, request_url, request_headers, request_body,
	response_status, response_headers, response_body, response_truncated, faults
FROM attempts JOIN deliveries ON deliveries.id = attempts.delivery_id;

DROP TABLE attempts;
ALTER TABLE keyed_attempts RENAME TO attempts;

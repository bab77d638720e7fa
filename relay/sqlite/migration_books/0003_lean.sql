-- Books that go on after the answer, in few and narrow rows: a webhook costs an insert for itself, one for what it is
-- recognised by, and later one for each posting and one for its document. What is only shown is JSON in one column.

-- Running numbers: receipts, booked (the last receipt that needs no booking any more), and references of each kind and year.
-- They go on after a reset: no number is given twice.
CREATE TABLE meta (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO meta (key, value) SELECT 'receipts', CAST(seq AS TEXT) FROM sqlite_sequence WHERE name = 'receipts' AND seq > 0;
INSERT INTO meta (key, value) SELECT 'booked', value FROM meta WHERE key = 'receipts';
INSERT INTO meta (key, value) SELECT printf('reference invoice %04d', year), CAST(number AS TEXT) FROM reference_numbers;

CREATE TABLE new_receipts (
	seq      INTEGER PRIMARY KEY,
	provider TEXT NOT NULL, -- empty when it could not be told
	verdict  TEXT NOT NULL,
	problem  TEXT NOT NULL,
	shown    TEXT NOT NULL, -- {"id","at","type","key","reference","method","url","headers","status","answer","faults"}
	body     BLOB
) STRICT;

INSERT INTO new_receipts
SELECT seq, provider, verdict, problem, json_object('id', id, 'at', received_at, 'type', event_type, 'key', dedup_key, 'reference', reference,
	'method', request_method, 'url', request_url, 'headers', json(request_headers), 'status', status, 'answer', CAST(coalesce(answer, '') AS TEXT),
	'faults', json(coalesce(faults, '[]'))), request_body
FROM receipts;

-- What was accepted, by what the product's receiver deduplicates by.
CREATE TABLE new_dedupe (
	provider  TEXT    NOT NULL,
	key       TEXT    NOT NULL,
	receipt   INTEGER NOT NULL, -- the first one's seq
	reference TEXT    NOT NULL, -- that was answered, where the receipt's first posting does not tell it
	PRIMARY KEY (key, provider) -- in this order: what differs most is compared first
) STRICT, WITHOUT ROWID;

INSERT INTO new_dedupe SELECT d.provider, d.key, r.seq, d.reference FROM dedupe d JOIN receipts r ON r.id = d.receipt_id;

-- In the order of the receipts that they come from, however long it took to book one.
CREATE TABLE new_postings (
	seq      INTEGER PRIMARY KEY, -- the receipt's, times 65536, plus which of its postings it is
	provider TEXT NOT NULL,
	shown    TEXT NOT NULL, -- {"reference","kind","document","amends","key","receipt_id","text","currency","entries","at"}
	breaches TEXT           -- ["sentence", …]; NULL where the checks found nothing
) STRICT;

INSERT INTO new_postings
SELECT r.seq * 65536, p.provider, json_object('reference', p.reference, 'kind', 'invoice', 'document', '', 'amends', '', 'key', p.dedup_key,
	'receipt_id', p.receipt_id, 'text', p.text, 'currency', p.currency,
	'entries', (SELECT json_group_array(json_array(e.account, e.debit, e.credit)) FROM (SELECT * FROM entries WHERE reference = p.reference ORDER BY line) e),
	'at', p.posted_at), NULL
FROM postings p JOIN receipts r ON r.id = p.receipt_id;

DROP TABLE entries;
DROP TABLE postings;
DROP TABLE dedupe;
DROP TABLE receipts;
DROP TABLE reference_numbers;
ALTER TABLE new_receipts RENAME TO receipts;
ALTER TABLE new_dedupe RENAME TO dedupe;
ALTER TABLE new_postings RENAME TO postings;

CREATE INDEX postings_breaches ON postings (seq) WHERE breaches IS NOT NULL;

-- What is kept of each document, for the accounting to read.
CREATE TABLE documents (
	provider TEXT NOT NULL,
	document TEXT NOT NULL, -- such as invoice/4812
	state    BLOB NOT NULL,
	PRIMARY KEY (document, provider) -- in the order of dedupe
) STRICT, WITHOUT ROWID;

-- What is read for receipts after the answer. One that waits keeps its receipt from being removed.
CREATE TABLE fetches (
	receipt INTEGER NOT NULL,
	what    TEXT    NOT NULL CHECK (what = 'detail' OR what = 'file'),
	url     TEXT    NOT NULL,
	state   TEXT    NOT NULL CHECK (state = 'waiting' OR state = 'fetched' OR state = 'gone' OR state = 'failed'),
	tries   INTEGER NOT NULL,
	status  INTEGER NOT NULL,
	problem TEXT    NOT NULL,
	fault   TEXT    NOT NULL,
	due     INTEGER, -- NULL unless it waits
	bytes   INTEGER NOT NULL,
	sha256  TEXT    NOT NULL,
	PRIMARY KEY (receipt, what),
	CHECK ((state = 'waiting') = (due IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX fetches_due ON fetches (due, receipt, what) WHERE state = 'waiting';

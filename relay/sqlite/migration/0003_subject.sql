-- What an event is about, in its product's own words, such as invoice/4812: the products' read APIs look for the newest
-- event about a record. Few have none, so the index leaves them out.
ALTER TABLE events ADD COLUMN subject TEXT NOT NULL DEFAULT '';
CREATE INDEX events_subject ON events (subject, provider, seq) WHERE subject <> '';

-- What a subscription's receiver answered last. It could be looked for among the attempts, but only with an index that
-- every attempt pays for, and not any more once old attempts are trimmed. It is written once a transaction.
CREATE TABLE last_answers (
	subscription_id TEXT PRIMARY KEY,
	success_at      INTEGER, -- when the newest attempt began that the product counts as success
	failure_at      INTEGER, -- likewise, of those it does not
	answered_at     INTEGER NOT NULL,
	attempt_key     INTEGER NOT NULL -- of the newest attempt: see attempts
) STRICT, WITHOUT ROWID;

-- When a subscription came into its state: products show it. What was there before counts from its last change.
ALTER TABLE subscriptions ADD COLUMN state_since INTEGER;
UPDATE subscriptions SET state_since = updated_at;

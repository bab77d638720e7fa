-- How a subscription is sent to where that differs from its product's way: {"retry": [ns, …], "concurrency", "rate",
-- "ordered", "at_most_once"}; NULL for none.
ALTER TABLE subscriptions ADD COLUMN limits TEXT;

-- A replay may go to a URL of its own, and may say the original's time.
ALTER TABLE deliveries ADD COLUMN redirected INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN signed_at INTEGER;

ALTER TABLE fault_rules ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;

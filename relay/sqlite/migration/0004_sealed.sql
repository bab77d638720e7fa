-- What holds credentials is sealed: AES-256-GCM with the database's data key, which stands in meta under 'seal', itself
-- sealed by the user's key. What people read with the sqlite3 tool stays in its column, credentials masked.

ALTER TABLE subscriptions ADD COLUMN sealed BLOB;  -- {"url", "urls", "secrets", "own"}; NULL: they stand in their columns, in the clear, until the file is opened next
ALTER TABLE deliveries ADD COLUMN sealed_url BLOB; -- of a replay that goes to a URL of its own, where that holds credentials
ALTER TABLE records ADD COLUMN sealed BLOB;        -- then value is empty

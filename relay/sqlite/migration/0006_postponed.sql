-- The faults that have put off the next attempt of a pending delivery; NULL for none.
ALTER TABLE deliveries ADD COLUMN postponed TEXT;

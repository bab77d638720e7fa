-- When an attempt was due, and the parts of its duration in nanoseconds; NULL where it is not known, as of the attempts that
-- were stored before, and for a part that did not happen.
ALTER TABLE attempts ADD COLUMN planned_at INTEGER;
ALTER TABLE attempts ADD COLUMN dns INTEGER;
ALTER TABLE attempts ADD COLUMN connect INTEGER;
ALTER TABLE attempts ADD COLUMN tls INTEGER;
ALTER TABLE attempts ADD COLUMN first_byte INTEGER; -- from the attempt's start
ALTER TABLE attempts ADD COLUMN reused INTEGER;     -- 1 where a kept connection was used

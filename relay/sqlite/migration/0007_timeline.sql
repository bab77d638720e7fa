-- When an attempt was due, and the parts of its duration in nanoseconds; NULL where it is not known, as of the attempts that
-- were stored before, and for a part that did not happen. ALTER TABLE would read the whole table for each column, to check
-- constraints that a new NULL cannot break: 43 s with a million attempts. This writes what it would write, and reads no row.
-- See https://www.sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes.
PRAGMA writable_schema = ON;

UPDATE sqlite_schema SET sql = substr(sql, 1, length(sql) - length(') STRICT')) || ',
	planned_at         INTEGER,
	dns                INTEGER,
	connect            INTEGER,
	tls                INTEGER,
	first_byte         INTEGER, -- from the start of the attempt
	reused             INTEGER  -- 1 where a kept connection was used
) STRICT'
WHERE type = 'table' AND name = 'attempts' AND sql LIKE '%) STRICT' AND sql NOT LIKE '%planned_at%';

PRAGMA writable_schema = RESET;

-- This fails, and with it the migration, where the schema is not as it was meant.
SELECT planned_at, dns, connect, tls, first_byte, reused FROM attempts LIMIT 1;

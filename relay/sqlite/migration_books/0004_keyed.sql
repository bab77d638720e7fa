-- All that came under one key: the first is in dedupe, the others are here. The index leaves out what was accepted, which is
-- most, so that an ordinary webhook does not pay for it.
CREATE INDEX receipts_key ON receipts (shown ->> 'key', provider) WHERE verdict <> 'accepted';

-- A URL's query may hold a credential: it is masked before it is stored, and here in what was stored before.
UPDATE receipts SET request_url = substr(request_url, 1, instr(request_url, '?')) || '***' WHERE instr(request_url, '?') > 0;

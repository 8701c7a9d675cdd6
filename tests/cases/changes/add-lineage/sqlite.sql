BEGIN;

-- safe: add column orders._message_id
ALTER TABLE orders ADD COLUMN _message_id TEXT;

-- safe: add column orders._stream_seq
ALTER TABLE orders ADD COLUMN _stream_seq INTEGER;

-- safe: add column orders._ingested_at
ALTER TABLE orders ADD COLUMN _ingested_at TEXT;

COMMIT;

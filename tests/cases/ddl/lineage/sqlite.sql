CREATE TABLE IF NOT EXISTS codes (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL,
    _message_id TEXT,
    _stream_seq INTEGER,
    _ingested_at TEXT,
    CONSTRAINT codes_code_unique UNIQUE (code)
);

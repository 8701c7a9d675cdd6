CREATE TABLE IF NOT EXISTS codes (
    id SERIAL PRIMARY KEY,
    code TEXT NOT NULL,
    _message_id VARCHAR(200),
    _stream_seq BIGINT,
    _ingested_at TIMESTAMPTZ,
    CONSTRAINT codes_code_unique UNIQUE (code)
);

CREATE TABLE IF NOT EXISTS nomnom_messages (
    message_id TEXT PRIMARY KEY,
    entity TEXT NOT NULL,
    stream_sequence BIGINT NOT NULL,
    fingerprint BIGINT NOT NULL,
    records INTEGER NOT NULL,
    stored INTEGER NOT NULL,
    dead INTEGER NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    processed_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX IF NOT EXISTS idx_nomnom_messages_processed_at ON nomnom_messages(processed_at);

CREATE TABLE IF NOT EXISTS nomnom_dead_letters (
    id BIGSERIAL PRIMARY KEY,
    message_id TEXT NOT NULL,
    record INTEGER NOT NULL,
    entity TEXT NOT NULL,
    at_entity TEXT NOT NULL,
    path TEXT NOT NULL,
    rule TEXT NOT NULL,
    reason TEXT NOT NULL,
    value TEXT,
    sqlstate TEXT,
    attempts INTEGER NOT NULL,
    stream_sequence BIGINT NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    dead_at TIMESTAMPTZ NOT NULL,
    retry_of BIGINT,
    edits INTEGER,
    retried_as TEXT,
    retried_at TIMESTAMPTZ,
    discarded_at TIMESTAMPTZ,
    discard_reason TEXT,
    payload BYTEA NOT NULL,
    edited BYTEA
);
CREATE INDEX IF NOT EXISTS idx_nomnom_dead_letters_message_id ON nomnom_dead_letters(message_id);
CREATE INDEX IF NOT EXISTS idx_nomnom_dead_letters_entity_rule ON nomnom_dead_letters(entity, rule);

CREATE TABLE IF NOT EXISTS nomnom_messages (
    message_id TEXT NOT NULL PRIMARY KEY,
    entity TEXT NOT NULL,
    stream_sequence INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL,
    records INTEGER NOT NULL,
    stored INTEGER NOT NULL,
    dead INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    processed_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS idx_nomnom_messages_processed_at ON nomnom_messages(processed_at);

CREATE TABLE IF NOT EXISTS nomnom_dead_letters (
    id INTEGER PRIMARY KEY,
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
    stream_sequence INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    dead_at TEXT NOT NULL,
    retry_of INTEGER,
    edits INTEGER,
    retried_as TEXT,
    retried_at TEXT,
    discarded_at TEXT,
    discard_reason TEXT,
    payload BLOB NOT NULL,
    edited BLOB
);
CREATE INDEX IF NOT EXISTS idx_nomnom_dead_letters_message_id ON nomnom_dead_letters(message_id);
CREATE INDEX IF NOT EXISTS idx_nomnom_dead_letters_entity_rule ON nomnom_dead_letters(entity, rule);

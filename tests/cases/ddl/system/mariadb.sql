CREATE TABLE IF NOT EXISTS nomnom_messages (
    message_id VARCHAR(200) PRIMARY KEY,
    entity VARCHAR(200) NOT NULL,
    stream_sequence BIGINT NOT NULL,
    fingerprint BIGINT NOT NULL,
    records INT NOT NULL,
    stored INT NOT NULL,
    dead INT NOT NULL,
    received_at DATETIME(6) NOT NULL,
    processed_at DATETIME(6) NOT NULL,
    INDEX idx_nomnom_messages_processed_at (processed_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS nomnom_dead_letters (
    id BIGINT AUTO_INCREMENT PRIMARY KEY,
    message_id VARCHAR(200) NOT NULL,
    record INT NOT NULL,
    entity VARCHAR(200) NOT NULL,
    at_entity TEXT NOT NULL,
    path TEXT NOT NULL,
    rule VARCHAR(200) NOT NULL,
    reason TEXT NOT NULL,
    value TEXT,
    `sqlstate` TEXT,
    attempts INT NOT NULL,
    stream_sequence BIGINT NOT NULL,
    received_at DATETIME(6) NOT NULL,
    dead_at DATETIME(6) NOT NULL,
    retry_of BIGINT,
    edits INT,
    retried_as VARCHAR(200),
    retried_at DATETIME(6),
    discarded_at DATETIME(6),
    discard_reason TEXT,
    payload LONGBLOB NOT NULL,
    edited LONGBLOB,
    INDEX idx_nomnom_dead_letters_message_id (message_id),
    INDEX idx_nomnom_dead_letters_entity_rule (entity, rule)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

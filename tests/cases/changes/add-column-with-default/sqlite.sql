BEGIN;

-- safe: add column orders.priority
ALTER TABLE orders ADD COLUMN priority INTEGER NOT NULL DEFAULT 3;

-- safe: add column orders.channel
ALTER TABLE orders ADD COLUMN channel TEXT NOT NULL DEFAULT 'it''s new';

-- safe: add column orders.rate
ALTER TABLE orders ADD COLUMN rate TEXT NOT NULL DEFAULT '0.10';

-- safe: add column orders.paid
ALTER TABLE orders ADD COLUMN paid BOOLEAN NOT NULL DEFAULT FALSE;

COMMIT;

-- safe: add column orders.priority
ALTER TABLE orders ADD COLUMN priority INT NOT NULL DEFAULT 3;
ALTER TABLE orders ALTER COLUMN priority DROP DEFAULT;

-- safe: add column orders.channel
ALTER TABLE orders ADD COLUMN channel TEXT NOT NULL DEFAULT ('it''s new');
ALTER TABLE orders ALTER COLUMN channel DROP DEFAULT;

-- safe: add column orders.rate
ALTER TABLE orders ADD COLUMN rate DECIMAL(38,9) NOT NULL DEFAULT 0.10;
ALTER TABLE orders ALTER COLUMN rate DROP DEFAULT;

-- safe: add column orders.paid
ALTER TABLE orders ADD COLUMN paid BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE orders ALTER COLUMN paid DROP DEFAULT;

BEGIN;

-- safe: add column orders.clerk
ALTER TABLE orders ADD COLUMN clerk TEXT NOT NULL;

COMMIT;

BEGIN;

-- blocking: rename column orders.clerk
ALTER TABLE orders RENAME COLUMN clrk TO clerk;

-- safe: drop not null orders.clerk
ALTER TABLE orders ALTER COLUMN clerk DROP NOT NULL;

COMMIT;

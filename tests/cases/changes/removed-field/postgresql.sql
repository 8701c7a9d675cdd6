BEGIN;

-- destructive: drop not null orders.clerk
ALTER TABLE orders ALTER COLUMN clerk DROP NOT NULL;

COMMIT;

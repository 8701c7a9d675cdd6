BEGIN;

-- destructive: drop column orders.clerk
ALTER TABLE orders DROP COLUMN clerk;

COMMIT;

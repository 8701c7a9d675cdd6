BEGIN;

-- destructive: alter type orders.code
ALTER TABLE orders ALTER COLUMN code TYPE VARCHAR(20);

COMMIT;

BEGIN;

-- safe: alter type orders.code
ALTER TABLE orders ALTER COLUMN code TYPE TEXT;

COMMIT;

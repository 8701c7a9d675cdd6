BEGIN;

-- safe: alter type orders.amount
ALTER TABLE orders ALTER COLUMN amount TYPE NUMERIC(12,2);

COMMIT;

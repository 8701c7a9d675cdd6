BEGIN;

-- destructive: alter type orders.amount
ALTER TABLE orders ALTER COLUMN amount TYPE NUMERIC(10,2);

COMMIT;

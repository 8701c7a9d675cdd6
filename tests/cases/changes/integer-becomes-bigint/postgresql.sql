BEGIN;

-- blocking: alter type orders.amount
ALTER TABLE orders ALTER COLUMN amount TYPE BIGINT;

COMMIT;

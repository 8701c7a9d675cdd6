BEGIN;

-- destructive: alter type orders.amount
ALTER TABLE orders ALTER COLUMN amount TYPE INTEGER USING amount::text::integer;

COMMIT;

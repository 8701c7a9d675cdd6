BEGIN;

-- destructive: alter type orders.ordered_on
ALTER TABLE orders ALTER COLUMN ordered_on TYPE DATE USING ordered_on::date;

COMMIT;

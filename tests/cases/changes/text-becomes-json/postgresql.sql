BEGIN;

-- destructive: alter type orders.details
ALTER TABLE orders ALTER COLUMN details TYPE JSONB USING details::jsonb;

COMMIT;

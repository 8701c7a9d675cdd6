BEGIN;

-- blocking: alter type orders.at
ALTER TABLE orders ALTER COLUMN at TYPE TIMESTAMPTZ USING at AT TIME ZONE 'UTC';

COMMIT;

BEGIN;

-- blocking: alter type orders.amount
ALTER TABLE orders ALTER COLUMN amount TYPE BIGINT;

-- blocking: set not null orders.amount
ALTER TABLE orders ALTER COLUMN amount SET NOT NULL;

COMMIT;

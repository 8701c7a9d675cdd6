BEGIN;

-- blocking: set not null orders.clerk
ALTER TABLE orders ALTER COLUMN clerk SET NOT NULL;

COMMIT;

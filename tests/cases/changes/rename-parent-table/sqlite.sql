BEGIN;

-- blocking: rename table orders
ALTER TABLE purchases RENAME TO orders;

COMMIT;

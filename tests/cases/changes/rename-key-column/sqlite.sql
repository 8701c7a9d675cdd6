BEGIN;

-- blocking: rename column orders.order_key
ALTER TABLE orders RENAME COLUMN number TO order_key;

COMMIT;

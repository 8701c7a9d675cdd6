BEGIN;

-- blocking: rename column orders.order_key
ALTER TABLE orders RENAME COLUMN number TO order_key;

-- safe: rename index orders.orders_order_key_unique
ALTER TABLE orders RENAME CONSTRAINT orders_number_unique TO orders_order_key_unique;

COMMIT;

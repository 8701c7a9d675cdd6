BEGIN;

-- blocking: replace primary key orders.id
ALTER TABLE orders DROP CONSTRAINT orders_pkey;
ALTER TABLE orders ADD COLUMN id SERIAL PRIMARY KEY;

COMMIT;

-- safe: add unique orders.orders_order_key_unique
CREATE UNIQUE INDEX CONCURRENTLY orders_order_key_unique ON orders (order_key);
ALTER TABLE orders ADD CONSTRAINT orders_order_key_unique UNIQUE USING INDEX orders_order_key_unique;

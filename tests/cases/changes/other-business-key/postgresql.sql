-- safe: add unique orders.orders_shop_order_key_unique
CREATE UNIQUE INDEX CONCURRENTLY orders_shop_order_key_unique ON orders (shop, order_key);
ALTER TABLE orders ADD CONSTRAINT orders_shop_order_key_unique UNIQUE USING INDEX orders_shop_order_key_unique;

BEGIN;

-- destructive: drop unique orders.orders_order_key_unique
ALTER TABLE orders DROP CONSTRAINT orders_order_key_unique;

COMMIT;

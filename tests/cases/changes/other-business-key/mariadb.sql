-- destructive: alter type orders.shop
ALTER TABLE orders MODIFY COLUMN shop VARCHAR(255) NOT NULL;

-- safe: add unique orders.orders_shop_order_key_unique
ALTER TABLE orders ADD CONSTRAINT orders_shop_order_key_unique UNIQUE (shop, order_key), ALGORITHM=INPLACE, LOCK=NONE;

-- destructive: drop unique orders.orders_order_key_unique
ALTER TABLE orders DROP INDEX orders_order_key_unique;

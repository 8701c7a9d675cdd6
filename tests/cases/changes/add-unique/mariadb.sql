-- destructive: alter type orders.order_key
ALTER TABLE orders MODIFY COLUMN order_key VARCHAR(255) NOT NULL;

-- safe: add unique orders.orders_order_key_unique
ALTER TABLE orders ADD CONSTRAINT orders_order_key_unique UNIQUE (order_key), ALGORITHM=INPLACE, LOCK=NONE;

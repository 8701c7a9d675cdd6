-- destructive: alter type orders.order_key
ALTER TABLE orders MODIFY COLUMN order_key VARCHAR(255) NOT NULL;

-- impossible: add unique orders.orders_order_key_unique
-- order_key should be unique, but 7 values occur twice or more: 'a-0', 'a-1', 'a-2', 'a-3', 'a-4',
-- …; delete or change all but one row of each
-- ALTER TABLE orders ADD CONSTRAINT orders_order_key_unique UNIQUE (order_key), ALGORITHM=INPLACE, LOCK=NONE;

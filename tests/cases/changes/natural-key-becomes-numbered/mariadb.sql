-- blocking: replace primary key orders.id
ALTER TABLE orders DROP PRIMARY KEY, ADD COLUMN id INT NOT NULL AUTO_INCREMENT PRIMARY KEY FIRST;

-- safe: add unique orders.orders_order_key_unique
ALTER TABLE orders ADD CONSTRAINT orders_order_key_unique UNIQUE (order_key), ALGORITHM=INPLACE, LOCK=NONE;

-- blocking: replace primary key orders.id
ALTER TABLE orders DROP PRIMARY KEY, ADD PRIMARY KEY (id);

-- blocking: generate key orders.id
ALTER TABLE orders MODIFY COLUMN id INT NOT NULL AUTO_INCREMENT;

-- safe: add unique orders.orders_order_key_unique
ALTER TABLE orders ADD CONSTRAINT orders_order_key_unique UNIQUE (order_key), ALGORITHM=INPLACE, LOCK=NONE;

BEGIN;

-- blocking: add unique orders.orders_order_key_unique
CREATE UNIQUE INDEX orders_order_key_unique ON orders(order_key);

COMMIT;

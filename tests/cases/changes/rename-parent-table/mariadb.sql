-- blocking: rename table orders
ALTER TABLE purchases RENAME TO orders;

-- safe: rename index orders.orders_order_key_unique
ALTER TABLE orders RENAME INDEX purchases_order_key_unique TO orders_order_key_unique;

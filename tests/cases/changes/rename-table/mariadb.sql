-- blocking: rename table orders
ALTER TABLE purchases RENAME TO orders;

-- safe: rename index orders.orders_order_key_unique
ALTER TABLE orders RENAME INDEX purchases_order_key_unique TO orders_order_key_unique;

-- safe: rename index orders.idx_orders_status
ALTER TABLE orders RENAME INDEX idx_purchases_status TO idx_orders_status;

-- safe: add column orders.clerk
ALTER TABLE orders ADD COLUMN clerk TEXT;

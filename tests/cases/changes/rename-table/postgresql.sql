BEGIN;

-- blocking: rename table orders
ALTER TABLE purchases RENAME TO orders;

-- safe: rename index orders.orders_order_key_unique
ALTER TABLE orders RENAME CONSTRAINT purchases_order_key_unique TO orders_order_key_unique;

-- safe: rename index orders.idx_orders_status
ALTER INDEX idx_purchases_status RENAME TO idx_orders_status;

-- safe: rename index orders.orders_pkey
ALTER TABLE orders RENAME CONSTRAINT purchases_pkey TO orders_pkey;

-- safe: add column orders.clerk
ALTER TABLE orders ADD COLUMN clerk TEXT;

COMMIT;

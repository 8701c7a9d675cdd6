BEGIN;

-- blocking: rename table orders
ALTER TABLE purchases RENAME TO orders;

-- blocking: rename index orders.idx_orders_status
DROP INDEX idx_purchases_status;
CREATE INDEX idx_orders_status ON orders(status);

-- safe: add column orders.clerk
ALTER TABLE orders ADD COLUMN clerk TEXT;

COMMIT;

-- blocking: alter type orders.status
ALTER TABLE orders MODIFY COLUMN status TEXT NOT NULL;

-- destructive: drop index orders.idx_orders_status
ALTER TABLE orders DROP INDEX idx_orders_status;

-- destructive: alter type orders.clerk
ALTER TABLE orders MODIFY COLUMN clerk VARCHAR(255) NOT NULL;

-- safe: add index orders.idx_orders_status_clerk
ALTER TABLE orders ADD INDEX idx_orders_status_clerk (status, clerk), ALGORITHM=INPLACE, LOCK=NONE;

-- destructive: drop index orders.idx_orders_status
ALTER TABLE orders DROP INDEX idx_orders_status;

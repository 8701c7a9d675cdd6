-- destructive: alter type orders.status
ALTER TABLE orders MODIFY COLUMN status VARCHAR(255) NOT NULL;

-- safe: add index orders.idx_orders_status
ALTER TABLE orders ADD INDEX idx_orders_status (status), ALGORITHM=INPLACE, LOCK=NONE;

BEGIN;

-- blocking: add index orders.idx_orders_status_clerk
CREATE INDEX idx_orders_status_clerk ON orders(status, clerk);

-- destructive: drop index orders.idx_orders_status
DROP INDEX idx_orders_status;

COMMIT;

-- safe: add index orders.idx_orders_status_clerk
CREATE INDEX CONCURRENTLY idx_orders_status_clerk ON orders (status, clerk);

-- destructive: drop index orders.idx_orders_status
DROP INDEX CONCURRENTLY idx_orders_status;

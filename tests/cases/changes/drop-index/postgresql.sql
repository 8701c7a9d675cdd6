-- destructive: drop index orders.idx_orders_status
DROP INDEX CONCURRENTLY idx_orders_status;

BEGIN;

-- destructive: drop index orders.idx_orders_status
DROP INDEX idx_orders_status;

COMMIT;

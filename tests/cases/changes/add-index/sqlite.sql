BEGIN;

-- blocking: add index orders.idx_orders_status
CREATE INDEX idx_orders_status ON orders(status);

COMMIT;

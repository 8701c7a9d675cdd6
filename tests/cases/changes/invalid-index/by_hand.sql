CREATE INDEX idx_orders_status ON orders (status);
UPDATE pg_index SET indisvalid = FALSE WHERE indexrelid = 'idx_orders_status'::regclass;

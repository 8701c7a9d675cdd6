BEGIN;

-- safe: create table visits
CREATE TABLE IF NOT EXISTS visits (
    id SERIAL PRIMARY KEY,
    path TEXT NOT NULL,
    order_key TEXT,
    CONSTRAINT visits_order_key_fkey FOREIGN KEY (order_key) REFERENCES orders(order_key)
);
CREATE INDEX IF NOT EXISTS idx_visits_order_key ON visits(order_key);

COMMIT;

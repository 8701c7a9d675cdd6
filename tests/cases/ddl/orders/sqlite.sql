CREATE TABLE IF NOT EXISTS orders (
    id INTEGER PRIMARY KEY,
    order_key TEXT NOT NULL,
    customer_key TEXT NOT NULL,
    order_status TEXT NOT NULL,
    total_price TEXT NOT NULL,
    order_date TEXT NOT NULL,
    order_priority TEXT,
    clerk TEXT,
    ship_priority INTEGER,
    comment TEXT,
    CONSTRAINT orders_order_key_unique UNIQUE (order_key)
);
CREATE INDEX IF NOT EXISTS idx_orders_customer_key ON orders(customer_key);

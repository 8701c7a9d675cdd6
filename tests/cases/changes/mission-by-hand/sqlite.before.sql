CREATE TABLE orders (
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
    line_items TEXT,
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE UNIQUE INDEX orders_by_key ON orders (order_key);
CREATE INDEX orders_by_date ON orders (order_date);

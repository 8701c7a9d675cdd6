CREATE TABLE orders (
    id INTEGER AUTO_INCREMENT PRIMARY KEY,
    order_key VARCHAR(255) NOT NULL,
    customer_key TEXT NOT NULL,
    order_status TEXT NOT NULL,
    total_price NUMERIC(38,9) NOT NULL,
    order_date TEXT NOT NULL,
    order_priority TEXT,
    clerk TEXT,
    ship_priority INTEGER,
    comment TEXT,
    line_items JSON,
    created_at TIMESTAMP NOT NULL DEFAULT '2025-01-01 00:00:00'
);
CREATE UNIQUE INDEX orders_by_key ON orders (order_key);
CREATE INDEX orders_by_date ON orders (order_date(10));

CREATE TABLE IF NOT EXISTS orders (
    id SERIAL PRIMARY KEY,
    order_key TEXT NOT NULL,
    customer_key TEXT NOT NULL,
    order_status TEXT NOT NULL,
    total_price NUMERIC NOT NULL,
    order_date TEXT NOT NULL,
    order_priority TEXT,
    clerk TEXT,
    ship_priority INTEGER,
    comment TEXT,
    CONSTRAINT orders_order_key_unique UNIQUE (order_key)
);
CREATE INDEX IF NOT EXISTS idx_orders_order_key ON orders(order_key);
CREATE INDEX IF NOT EXISTS idx_orders_customer_key ON orders(customer_key);

CREATE TABLE IF NOT EXISTS order_line_items (
    id SERIAL PRIMARY KEY,
    order_key TEXT NOT NULL,
    line_number INTEGER NOT NULL,
    part_key TEXT NOT NULL,
    supplier_key TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    extended_price NUMERIC NOT NULL,
    discount NUMERIC,
    ship_date DATE,
    CONSTRAINT order_line_items_order_key_line_number_unique UNIQUE (order_key, line_number),
    CONSTRAINT order_line_items_order_key_fkey FOREIGN KEY (order_key) REFERENCES orders(order_key)
);
CREATE INDEX IF NOT EXISTS idx_order_line_items_order_key ON order_line_items(order_key);
CREATE INDEX IF NOT EXISTS idx_order_line_items_line_number ON order_line_items(line_number);
CREATE INDEX IF NOT EXISTS idx_order_line_items_part_key ON order_line_items(part_key);
CREATE INDEX IF NOT EXISTS idx_order_line_items_supplier_key ON order_line_items(supplier_key);
CREATE INDEX IF NOT EXISTS idx_order_line_items_ship_date ON order_line_items(ship_date);

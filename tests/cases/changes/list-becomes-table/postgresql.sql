BEGIN;

-- destructive: drop not null orders.line_items
ALTER TABLE orders ALTER COLUMN line_items DROP NOT NULL;

-- safe: create table order_line_items
CREATE TABLE IF NOT EXISTS order_line_items (
    id SERIAL PRIMARY KEY,
    order_key TEXT NOT NULL,
    line_number INTEGER NOT NULL,
    CONSTRAINT order_line_items_order_key_line_number_unique UNIQUE (order_key, line_number),
    CONSTRAINT order_line_items_order_key_fkey FOREIGN KEY (order_key) REFERENCES orders(order_key)
);

COMMIT;

-- destructive: drop not null orders.line_items
ALTER TABLE orders MODIFY COLUMN line_items JSON NULL;

-- safe: create table order_line_items
CREATE TABLE IF NOT EXISTS order_line_items (
    id INT AUTO_INCREMENT PRIMARY KEY,
    order_key VARCHAR(255) NOT NULL,
    line_number INT NOT NULL,
    CONSTRAINT order_line_items_order_key_line_number_unique UNIQUE (order_key, line_number),
    CONSTRAINT order_line_items_order_key_fkey FOREIGN KEY (order_key) REFERENCES orders(order_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

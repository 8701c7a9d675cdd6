CREATE TABLE IF NOT EXISTS orders (
    id INT AUTO_INCREMENT PRIMARY KEY,
    order_key VARCHAR(255) NOT NULL,
    customer_key VARCHAR(255) NOT NULL,
    order_status TEXT NOT NULL,
    total_price DECIMAL(38,9) NOT NULL,
    order_date TEXT NOT NULL,
    order_priority TEXT,
    clerk TEXT,
    ship_priority INT,
    comment TEXT,
    CONSTRAINT orders_order_key_unique UNIQUE (order_key),
    INDEX idx_orders_order_key (order_key),
    INDEX idx_orders_customer_key (customer_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS order_line_items (
    id INT AUTO_INCREMENT PRIMARY KEY,
    order_key VARCHAR(255) NOT NULL,
    line_number INT NOT NULL,
    part_key VARCHAR(255) NOT NULL,
    supplier_key VARCHAR(255) NOT NULL,
    quantity INT NOT NULL,
    extended_price DECIMAL(38,9) NOT NULL,
    discount DECIMAL(38,9),
    ship_date DATE,
    CONSTRAINT order_line_items_order_key_line_number_unique UNIQUE (order_key, line_number),
    CONSTRAINT order_line_items_order_key_fkey FOREIGN KEY (order_key) REFERENCES orders(order_key),
    INDEX idx_order_line_items_order_key (order_key),
    INDEX idx_order_line_items_line_number (line_number),
    INDEX idx_order_line_items_part_key (part_key),
    INDEX idx_order_line_items_supplier_key (supplier_key),
    INDEX idx_order_line_items_ship_date (ship_date)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

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
    INDEX idx_orders_customer_key (customer_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

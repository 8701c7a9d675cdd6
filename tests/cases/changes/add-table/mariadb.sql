-- safe: create table visits
CREATE TABLE IF NOT EXISTS visits (
    id INT AUTO_INCREMENT PRIMARY KEY,
    path TEXT NOT NULL,
    order_key VARCHAR(255),
    CONSTRAINT visits_order_key_fkey FOREIGN KEY (order_key) REFERENCES orders(order_key),
    INDEX idx_visits_order_key (order_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS `order` (
    `key` INT AUTO_INCREMENT PRIMARY KEY,
    `order` VARCHAR(255) NOT NULL,
    user VARCHAR(255) NOT NULL,
    `select` INT NOT NULL,
    comment VARCHAR(255),
    clerk TEXT,
    CONSTRAINT order_order_select_unique UNIQUE (`order`, `select`),
    INDEX idx_order_user_comment (user, comment)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

CREATE TABLE IF NOT EXISTS `table` (
    id INT AUTO_INCREMENT PRIMARY KEY,
    `group` INT NOT NULL,
    collation TEXT NOT NULL,
    `manual` TEXT NOT NULL,
    portion INT NOT NULL,
    nothing TEXT,
    CONSTRAINT table_group_fkey FOREIGN KEY (`group`) REFERENCES `order`(`key`),
    INDEX idx_table_group (`group`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

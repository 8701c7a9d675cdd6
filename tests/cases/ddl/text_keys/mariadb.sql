CREATE TABLE IF NOT EXISTS codes (
    id INT AUTO_INCREMENT PRIMARY KEY,
    region VARCHAR(255) NOT NULL,
    code VARCHAR(255) NOT NULL,
    label TEXT NOT NULL,
    CONSTRAINT codes_region_code_unique UNIQUE (region, code)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;

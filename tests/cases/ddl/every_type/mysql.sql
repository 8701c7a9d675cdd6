CREATE TABLE IF NOT EXISTS every_type (
    id INT AUTO_INCREMENT PRIMARY KEY,
    a_string TEXT NOT NULL,
    a_integer INT NOT NULL,
    a_bigint BIGINT NOT NULL,
    a_float DECIMAL(38,9) NOT NULL,
    a_decimal DECIMAL(38,9) NOT NULL,
    a_boolean BOOLEAN NOT NULL,
    a_date DATE NOT NULL,
    a_datetime DATETIME(6) NOT NULL,
    a_timestamp DATETIME(6) NOT NULL,
    a_uuid CHAR(36) NOT NULL,
    a_json JSON NOT NULL,
    a_object JSON NOT NULL,
    some_strings JSON,
    some_objects JSON
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin;

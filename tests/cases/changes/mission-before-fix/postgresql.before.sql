CREATE TABLE orders (
    order_key VARCHAR(255) PRIMARY KEY,
    customer_key VARCHAR(255) NOT NULL,
    order_status VARCHAR(255) NOT NULL,
    total_price DOUBLE PRECISION NOT NULL,
    order_date VARCHAR(255) NOT NULL,
    order_priority VARCHAR(255),
    clerk VARCHAR(255),
    ship_priority INTEGER,
    comment VARCHAR(255),
    line_items VARCHAR(255)
);
INSERT INTO orders (order_key, customer_key, order_status, total_price, order_date)
VALUES ('a-1', 'c-1', 'O', 173665.47, '1996-01-02');

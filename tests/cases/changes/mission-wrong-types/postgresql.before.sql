CREATE TABLE orders (
    id SERIAL PRIMARY KEY,
    order_key VARCHAR(255) NOT NULL UNIQUE,
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

CREATE TABLE orders (
    order_key VARCHAR(255) PRIMARY KEY,
    id INTEGER NOT NULL,
    status TEXT NOT NULL
);
INSERT INTO orders VALUES ('a-1', 41, 'O');

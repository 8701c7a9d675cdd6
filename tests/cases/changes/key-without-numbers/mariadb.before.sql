CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    order_key VARCHAR(255) NOT NULL UNIQUE,
    status TEXT NOT NULL
);
INSERT INTO orders VALUES (41, 'a-1', 'O');

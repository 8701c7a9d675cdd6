CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    order_key TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL
);
INSERT INTO orders VALUES (41, 'a-1', 'O');

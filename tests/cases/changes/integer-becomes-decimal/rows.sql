INSERT INTO orders (order_key, status, amount) VALUES ('a-1', 'O', 7);

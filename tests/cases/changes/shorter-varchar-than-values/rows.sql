INSERT INTO orders (order_key, status, code) VALUES ('a-1', 'O', 'far too long'), ('a-2', 'O', 'short');

INSERT INTO orders (order_key, status, clerk) VALUES ('a-1', 'O', 'c');

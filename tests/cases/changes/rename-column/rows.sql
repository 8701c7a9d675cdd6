INSERT INTO orders (order_key, status, clrk) VALUES ('a-1', 'O', 'c');

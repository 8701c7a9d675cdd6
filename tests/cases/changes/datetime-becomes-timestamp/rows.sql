INSERT INTO orders (order_key, status, at) VALUES ('a-1', 'O', '2024-03-31 02:30:00');

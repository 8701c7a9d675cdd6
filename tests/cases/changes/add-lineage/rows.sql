INSERT INTO orders (order_key, status) VALUES ('a-1', 'O'), ('a-2', 'O'), ('a-3', 'F');

INSERT INTO orders (order_key, status, amount) VALUES ('a-1', 'O', 3000000000), ('a-2', 'O', 7);

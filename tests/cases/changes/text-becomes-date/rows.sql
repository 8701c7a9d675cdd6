INSERT INTO orders (order_key, status, ordered_on) VALUES ('a-1', 'O', '2024-02-29');

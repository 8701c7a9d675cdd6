INSERT INTO orders (order_key, status, details) VALUES ('a-1', 'O', '{"gift": true}');

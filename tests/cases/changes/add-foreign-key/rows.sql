INSERT INTO orders (order_key, status) VALUES ('a-1', 'O');
INSERT INTO order_line_items (order_key, line_number) VALUES ('a-1', 1), ('a-1', 2);

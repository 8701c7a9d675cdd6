INSERT INTO orders (order_number, status) VALUES (1, 'O'), (2, 'F');
INSERT INTO order_line_items (order_number, line_number) VALUES (1, 1), (1, 2);

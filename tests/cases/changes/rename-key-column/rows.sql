INSERT INTO orders (number, status) VALUES ('a-1', 'O');

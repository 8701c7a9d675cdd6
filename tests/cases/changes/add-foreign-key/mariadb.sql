-- blocking: add foreign key order_line_items.order_line_items_order_key_fkey
ALTER TABLE order_line_items ADD CONSTRAINT order_line_items_order_key_fkey FOREIGN KEY (order_key) REFERENCES orders(order_key);

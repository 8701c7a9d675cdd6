-- destructive: drop foreign key order_line_items.order_line_items_order_key_fkey
ALTER TABLE order_line_items DROP FOREIGN KEY order_line_items_order_key_fkey;

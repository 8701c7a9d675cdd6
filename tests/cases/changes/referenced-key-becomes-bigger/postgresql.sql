BEGIN;

-- blocking: alter type orders.order_number
ALTER TABLE order_line_items DROP CONSTRAINT order_line_items_order_number_fkey;
ALTER TABLE orders ALTER COLUMN order_number TYPE BIGINT;

-- blocking: alter type order_line_items.order_number
ALTER TABLE order_line_items ALTER COLUMN order_number TYPE BIGINT;

-- blocking: add foreign key order_line_items.order_line_items_order_number_fkey
ALTER TABLE order_line_items ADD CONSTRAINT order_line_items_order_number_fkey FOREIGN KEY (order_number) REFERENCES orders(order_number);

COMMIT;

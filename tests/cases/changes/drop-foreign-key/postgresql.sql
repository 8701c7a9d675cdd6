BEGIN;

-- destructive: drop foreign key order_line_items.order_line_items_order_key_fkey
ALTER TABLE order_line_items DROP CONSTRAINT order_line_items_order_key_fkey;

COMMIT;

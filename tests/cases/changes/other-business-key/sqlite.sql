BEGIN;

-- blocking: add unique orders.orders_shop_order_key_unique
CREATE UNIQUE INDEX orders_shop_order_key_unique ON orders(shop, order_key);

-- impossible: drop unique orders.orders_order_key_unique
-- SQLite can't drop the constraint orders_order_key_unique of a table that exists; create the table
-- anew under another name (`nomnom schema sql`), copy the rows with INSERT … SELECT, drop the old
-- one and rename the new one

COMMIT;

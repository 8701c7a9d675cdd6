-- impossible: alter type orders.total_price
-- SQLite can't change the type of total_price from REAL to TEXT; create the table anew under
-- another name (`nomnom schema sql`), copy the rows with INSERT … SELECT, drop the old one and
-- rename the new one

BEGIN;

-- blocking: add unique orders.orders_order_key_unique
CREATE UNIQUE INDEX orders_order_key_unique ON orders(order_key);

COMMIT;

BEGIN;

-- safe: alter type orders.order_key
ALTER TABLE orders ALTER COLUMN order_key TYPE TEXT;

-- safe: alter type orders.customer_key
ALTER TABLE orders ALTER COLUMN customer_key TYPE TEXT;

-- safe: alter type orders.order_status
ALTER TABLE orders ALTER COLUMN order_status TYPE TEXT;

-- blocking: alter type orders.total_price
ALTER TABLE orders ALTER COLUMN total_price TYPE NUMERIC USING total_price::text::numeric;

-- safe: alter type orders.order_date
ALTER TABLE orders ALTER COLUMN order_date TYPE TEXT;

-- safe: alter type orders.order_priority
ALTER TABLE orders ALTER COLUMN order_priority TYPE TEXT;

-- safe: alter type orders.clerk
ALTER TABLE orders ALTER COLUMN clerk TYPE TEXT;

-- safe: alter type orders.comment
ALTER TABLE orders ALTER COLUMN comment TYPE TEXT;

-- destructive: alter type orders.line_items
ALTER TABLE orders ALTER COLUMN line_items TYPE JSONB USING line_items::jsonb;

COMMIT;

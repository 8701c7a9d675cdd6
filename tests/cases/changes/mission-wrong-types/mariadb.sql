-- blocking: alter type orders.customer_key
ALTER TABLE orders MODIFY COLUMN customer_key TEXT NOT NULL;

-- blocking: alter type orders.order_status
ALTER TABLE orders MODIFY COLUMN order_status TEXT NOT NULL;

-- destructive: alter type orders.total_price
ALTER TABLE orders MODIFY COLUMN total_price DECIMAL(38,9) NOT NULL;

-- blocking: alter type orders.order_date
ALTER TABLE orders MODIFY COLUMN order_date TEXT NOT NULL;

-- blocking: alter type orders.order_priority
ALTER TABLE orders MODIFY COLUMN order_priority TEXT NULL;

-- blocking: alter type orders.clerk
ALTER TABLE orders MODIFY COLUMN clerk TEXT NULL;

-- blocking: alter type orders.comment
ALTER TABLE orders MODIFY COLUMN comment TEXT NULL;

-- destructive: alter type orders.line_items
ALTER TABLE orders MODIFY COLUMN line_items JSON NULL;

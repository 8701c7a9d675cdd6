-- destructive: alter type orders.details
ALTER TABLE orders MODIFY COLUMN details JSON NOT NULL;

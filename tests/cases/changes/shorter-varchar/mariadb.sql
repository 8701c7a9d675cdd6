-- destructive: alter type orders.code
ALTER TABLE orders MODIFY COLUMN code VARCHAR(20) NULL;

-- safe: alter type orders.code
ALTER TABLE orders MODIFY COLUMN code VARCHAR(120) NULL;

-- blocking: alter type orders.code
ALTER TABLE orders MODIFY COLUMN code TEXT NULL;

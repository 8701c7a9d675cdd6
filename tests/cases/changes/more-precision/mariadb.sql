-- blocking: alter type orders.amount
ALTER TABLE orders MODIFY COLUMN amount DECIMAL(12,2) NOT NULL;

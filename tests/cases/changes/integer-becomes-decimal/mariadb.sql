-- blocking: alter type orders.amount
ALTER TABLE orders MODIFY COLUMN amount DECIMAL(38,9) NOT NULL;

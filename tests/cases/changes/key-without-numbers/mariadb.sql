-- blocking: generate key orders.id
ALTER TABLE orders MODIFY COLUMN id INT NOT NULL AUTO_INCREMENT;

-- Opens an order's receipt to whoever has it. An order from before there were any has none.
ALTER TABLE orders ADD COLUMN receipt_token TEXT;
CREATE UNIQUE INDEX orders_by_receipt_token ON orders (receipt_token)
    WHERE receipt_token IS NOT NULL;

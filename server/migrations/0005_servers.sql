-- Several servers on one database: who they are, and until when each is taken to live.
CREATE TABLE servers (
    id TEXT PRIMARY KEY,
    lease_until BIGINT NOT NULL
);

-- The server that wrote an attempt last: while the attempt is in hand, it is in that one's.
ALTER TABLE attempts ADD COLUMN server TEXT;
CREATE INDEX attempts_in_hand ON attempts (updated_at)
    WHERE status IN ('created', 'charging', 'authenticated');
-- Attempts of an order are told apart by their number, so no two have the same.
DROP INDEX attempts_by_order;
CREATE UNIQUE INDEX attempts_by_order ON attempts (order_id, number);

-- The server that is processing an event, and for how long at most.
ALTER TABLE webhook_events ADD COLUMN claimed_by TEXT;
ALTER TABLE webhook_events ADD COLUMN claimed_until BIGINT;

-- What changes a customer's kept cards locks the customer first.
CREATE INDEX customers_by_gateway ON customers (gateway_customer);

-- What is told to the merchant's own system: written in the transaction in which it happens.
CREATE TABLE outgoing_events (
    -- The same for each delivery.
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    -- Its place among the events of the order, from 1.
    sequence BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- As it is sent, each time.
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- How often it was sent in vain.
    tries BIGINT NOT NULL,
    -- When it is to be sent; nothing once it is delivered or given up.
    due_at BIGINT,
    -- The server that is sending it, and for how long at most.
    claimed_by TEXT,
    claimed_until BIGINT,
    delivered_at BIGINT,
    given_up_at BIGINT,
    -- Why it was not delivered the last time.
    failure TEXT
);
CREATE UNIQUE INDEX outgoing_events_by_order ON outgoing_events (order_id, sequence);
CREATE INDEX outgoing_events_due ON outgoing_events (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX outgoing_events_given_up ON outgoing_events (given_up_at)
    WHERE given_up_at IS NOT NULL;

-- How many events of the order were written. Whoever writes one writes this first.
ALTER TABLE orders ADD COLUMN events BIGINT NOT NULL DEFAULT 0;

-- When somebody saw that the order's time is over; nothing is to be done about it any more.
ALTER TABLE orders ADD COLUMN closed_at BIGINT;
CREATE INDEX orders_to_close ON orders (expires_at) WHERE closed_at IS NULL;

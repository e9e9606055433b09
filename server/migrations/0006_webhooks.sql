-- An event that cannot be processed is tried ever more seldom, then put aside for an operator.
ALTER TABLE webhook_events ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE webhook_events ADD COLUMN try_after BIGINT NOT NULL DEFAULT 0;
ALTER TABLE webhook_events ADD COLUMN parked_at BIGINT;
-- Why the last try failed.
ALTER TABLE webhook_events ADD COLUMN failure TEXT;
DROP INDEX webhook_events_unprocessed;
CREATE INDEX webhook_events_waiting ON webhook_events (try_after)
    WHERE processed_at IS NULL AND parked_at IS NULL;
CREATE INDEX webhook_events_parked ON webhook_events (parked_at) WHERE parked_at IS NOT NULL;

-- An event may name nothing but the provider's order.
CREATE INDEX attempts_by_gateway_order ON attempts (gateway_order);

-- Public keys that the provider signs its events for, and shows once.
CREATE TABLE webhook_keys (
    gateway TEXT NOT NULL,
    -- The provider's id.
    id TEXT NOT NULL,
    -- PEM.
    public_key TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (gateway, id)
);

-- What an attempt is charged with, to finish a challenge with it.
ALTER TABLE attempts ADD COLUMN source TEXT;
ALTER TABLE attempts ADD COLUMN billing TEXT;

-- Cards of a provider that lists none.
CREATE TABLE kept_cards (
    gateway_customer TEXT NOT NULL,
    id TEXT NOT NULL,
    -- What it looks like, where somebody told.
    description TEXT,
    is_default BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (gateway_customer, id)
);
CREATE UNIQUE INDEX kept_cards_one_default ON kept_cards (gateway_customer) WHERE is_default = 1;

-- Signed events, as they came.
CREATE TABLE webhook_events (
    gateway TEXT NOT NULL,
    -- The same for each delivery of one event.
    id TEXT NOT NULL,
    attempt_id TEXT,
    body TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    processed_at BIGINT,
    PRIMARY KEY (gateway, id)
);
CREATE INDEX webhook_events_by_attempt ON webhook_events (attempt_id);
CREATE INDEX webhook_events_unprocessed ON webhook_events (received_at) WHERE processed_at IS NULL;

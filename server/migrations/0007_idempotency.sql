-- Answers by the key that a caller gave its request: the same key again has the same answer.
CREATE TABLE idempotency_keys (
    customer_id TEXT NOT NULL REFERENCES customers (id),
    key TEXT NOT NULL,
    -- What was asked for under it: the same key cannot stand for something else.
    fingerprint TEXT NOT NULL,
    -- What is made for it gets its id from here, so that a second run makes the same.
    seed TEXT NOT NULL,
    -- The server that carries it out. Once that server's lease ran out, nobody does.
    claimed_by TEXT NOT NULL,
    -- The answer, once there is one.
    status BIGINT,
    body TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (customer_id, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- What happened to an order and its attempts. Rows are added and never changed.
CREATE TABLE order_history (
    order_id TEXT NOT NULL REFERENCES orders (id),
    -- The attempt's place in the order, and which write of it this was; 0 and 0 for the order's own.
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    attempt_id TEXT,
    at BIGINT NOT NULL,
    -- Who: shopper, provider, server or operator.
    actor TEXT NOT NULL,
    status TEXT NOT NULL,
    authentication TEXT,
    gateway_order TEXT,
    gateway_charge TEXT,
    -- Why, in an operator's words.
    note TEXT,
    PRIMARY KEY (order_id, number, version)
);

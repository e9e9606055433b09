-- One schema for SQLite and PostgreSQL: BIGINT and TEXT columns only. Times are Unix seconds,
-- amounts are minor units, structures are JSON text.

CREATE TABLE customers (
    id TEXT PRIMARY KEY,
    -- The provider's id, once the provider knows them.
    gateway_customer TEXT,
    name TEXT,
    email TEXT,
    phone TEXT,
    created_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    -- SHA-256 of the cookie's value: a leaked database opens no session.
    token_hash TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    created_at BIGINT NOT NULL
);

CREATE TABLE orders (
    id TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (id),
    currency TEXT NOT NULL,
    total_minor BIGINT NOT NULL,
    -- Who pays, from the first attempt on.
    contact TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX orders_by_customer ON orders (customer_id, created_at);

CREATE TABLE order_lines (
    order_id TEXT NOT NULL REFERENCES orders (id),
    position BIGINT NOT NULL,
    product_id TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity BIGINT NOT NULL,
    unit_price_minor BIGINT NOT NULL,
    PRIMARY KEY (order_id, position)
);

CREATE TABLE attempts (
    -- The reference that the provider keeps.
    id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    number BIGINT NOT NULL,
    -- The attempt machine's state, and its name for queries.
    state TEXT NOT NULL,
    status TEXT NOT NULL,
    -- 1 while the attempt is live, and for good once it is paid.
    holds_order BIGINT NOT NULL,
    -- 1 while the provider may know more than we do.
    worth_asking BIGINT NOT NULL,
    authentication TEXT NOT NULL,
    -- What was asked for, so that one id cannot stand for two payments.
    fingerprint TEXT NOT NULL,
    gateway_order TEXT,
    card TEXT,
    locale TEXT NOT NULL,
    -- Counts the writes: each one names the version that it has read.
    version BIGINT NOT NULL,
    asks BIGINT NOT NULL,
    ask_after BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
-- At most one attempt of an order is live or paid: no code can charge twice around this.
CREATE UNIQUE INDEX attempts_one_holds_order ON attempts (order_id) WHERE holds_order = 1;
CREATE INDEX attempts_by_order ON attempts (order_id, number);
CREATE INDEX attempts_worth_asking ON attempts (ask_after) WHERE worth_asking = 1;

-- Links to an order for another device.
CREATE TABLE order_links (
    -- SHA-256 of the link's token: a leaked database opens no order.
    token_hash TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    created_at BIGINT NOT NULL
);

-- Who came by such a link: they see this one order, and may pay it.
CREATE TABLE order_guests (
    order_id TEXT NOT NULL REFERENCES orders (id),
    customer_id TEXT NOT NULL REFERENCES customers (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (order_id, customer_id)
);

-- Who tries to pay. Nothing stands for whoever made the order.
ALTER TABLE attempts ADD COLUMN customer_id TEXT;

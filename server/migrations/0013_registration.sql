-- Who is registering the customer with the provider, and until when at most.
ALTER TABLE customers ADD COLUMN registering_by TEXT;
ALTER TABLE customers ADD COLUMN registering_until BIGINT;

-- How to reach them, as the provider was told last.
ALTER TABLE customers ADD COLUMN told_contact TEXT;

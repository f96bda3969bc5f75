-- What:  the first answer to each POST that carried an Idempotency-Key, for 24 hours.
-- Why:   the row is written in the transaction of the write itself: either both are there or neither, and the primary key
--        makes a second request with the key wait for the first. Only a hash of the key is kept, and the answer is encrypted with
--        the key itself: an answer may hold the secret of a new token.
-- Locks: new objects only.   Undo: DROP TABLE idempotency_keys;
CREATE TABLE idempotency_keys (
    volunteer_id uuid        NOT NULL,
    key_hash     bytea       NOT NULL,
    request_hash bytea       NOT NULL,
    status       integer,
    content_type text,
    location     text,
    etag         text,
    body         bytea,
    created_at   timestamptz NOT NULL,
    CONSTRAINT idempotency_keys_pk PRIMARY KEY (volunteer_id, key_hash),
    CONSTRAINT idempotency_keys_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
);
-- Serves: forgetting keys after 24 hours.
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

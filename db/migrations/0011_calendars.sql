-- What:  the secret address of each person's own calendar, for those who have made one.
-- Why:   calendar programs send no credential, so the address is one. It is a secret of its own, no token: it opens nothing else, and is reset
--        without signing anybody out. Only the SHA-256 of it is kept. A person has one at most; a reset replaces it.
-- Locks: changes, for the time it takes to change its definition.   Undo: DROP TABLE calendars;
CREATE TABLE calendars (
    volunteer_id uuid        NOT NULL,
    secret_hash  bytea       NOT NULL,
    created_at   timestamptz NOT NULL,
    CONSTRAINT calendars_pk PRIMARY KEY (volunteer_id),
    -- Serves: whose calendar it is.
    CONSTRAINT calendars_secret UNIQUE (secret_hash),
    CONSTRAINT calendars_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
    CONSTRAINT calendars_hash_is_sha256 CHECK (octet_length(secret_hash) = 32)
);

ALTER TABLE changes DROP CONSTRAINT changes_kind;
-- NOT VALID: every row has satisfied the narrower one, and nobody waits for a look at each of them.
ALTER TABLE changes ADD CONSTRAINT changes_kind CHECK (
    kind IN ('rota', 'office-hours', 'claim', 'standing-claim', 'member', 'volunteer', 'organisation', 'token', 'session', 'invitation', 'join-request', 'calendar')
) NOT VALID;

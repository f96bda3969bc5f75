-- What:  how a person gets in with a browser: their e-mail address, links that were sent to it, sessions, and the keys of the program's cookies.
-- Why:   no passwords. Of links and sessions only the SHA-256 of the secret is kept. The keys are here so that every process takes what
--        another has signed. An address stands in lower case, and belongs to one person.
-- Locks: volunteers and changes, for the time it takes to change their definition.
-- Undo:  DROP TABLE data_protection_keys, sessions, sign_in_links; ALTER TABLE volunteers DROP COLUMN email;
ALTER TABLE volunteers
    ADD COLUMN email text,
    ADD CONSTRAINT volunteers_email_taken UNIQUE (email),
    ADD CONSTRAINT volunteers_email_is_lower_case CHECK (email = lower(email));

CREATE TABLE sign_in_links (
    secret_hash bytea       NOT NULL,
    email       text        NOT NULL,
    return_to   text        NOT NULL,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz,
    -- Whose address it becomes; null: whoever has the address signs in, or a new person.
    volunteer_id uuid,
    CONSTRAINT sign_in_links_pk PRIMARY KEY (secret_hash),
    CONSTRAINT sign_in_links_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
    CONSTRAINT sign_in_links_hash_is_sha256 CHECK (octet_length(secret_hash) = 32)
);
-- Serves: forgetting links that are long over.
CREATE INDEX sign_in_links_by_expiry ON sign_in_links (expires_at);
-- Serves: erasing a person.
CREATE INDEX sign_in_links_by_volunteer ON sign_in_links (volunteer_id) WHERE volunteer_id IS NOT NULL;

CREATE TABLE sessions (
    id           uuid        NOT NULL,
    secret_hash  bytea       NOT NULL,
    volunteer_id uuid        NOT NULL,
    -- What the browser calls itself, for the person to recognise it.
    device       text        NOT NULL,
    created_at   timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    CONSTRAINT sessions_pk PRIMARY KEY (id),
    CONSTRAINT sessions_secret UNIQUE (secret_hash),
    CONSTRAINT sessions_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
    CONSTRAINT sessions_hash_is_sha256 CHECK (octet_length(secret_hash) = 32)
);
-- Serves: the sessions of one person, and ending them.
CREATE INDEX sessions_by_volunteer ON sessions (volunteer_id, id);

CREATE TABLE data_protection_keys (
    id         uuid        NOT NULL,
    name       text        NOT NULL,
    xml        text        NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT data_protection_keys_pk PRIMARY KEY (id)
);

ALTER TABLE changes DROP CONSTRAINT changes_kind;
ALTER TABLE changes ADD CONSTRAINT changes_kind CHECK (
    kind IN ('rota', 'office-hours', 'claim', 'standing-claim', 'member', 'volunteer', 'organisation', 'token', 'session', 'invitation', 'join-request')
);

-- What:  who there is: organisations, volunteers, and the tokens that act for them.
-- Why:   people and organisations belong to the community, not to one rota; they stand in many.
--        `key` is the name that a rota document knows a volunteer by; it stays when the person is erased.
-- Locks: new objects only.   Undo: DROP TABLE tokens, volunteers, organisations;
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE organisations (
    id          uuid        NOT NULL,
    slug        text        NOT NULL,
    name        text        NOT NULL,
    url         text,
    logo_url    text,
    created_at  timestamptz NOT NULL,
    CONSTRAINT organisations_pk PRIMARY KEY (id),
    CONSTRAINT organisations_slug_taken UNIQUE (slug)
);

CREATE TABLE volunteers (
    id              uuid        NOT NULL,
    key             text        NOT NULL,
    display_name    text        NOT NULL,
    zone            text        NOT NULL,
    languages       text[]      NOT NULL DEFAULT '{}',
    topics          text[]      NOT NULL DEFAULT '{}',
    contacts        jsonb       NOT NULL DEFAULT '[]',
    organisation_id uuid,
    is_admin        boolean     NOT NULL DEFAULT false,
    created_by      uuid,
    created_at      timestamptz NOT NULL,
    erased_at       timestamptz,
    CONSTRAINT volunteers_pk PRIMARY KEY (id),
    CONSTRAINT volunteers_key_taken UNIQUE (key),
    CONSTRAINT volunteers_organisation FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
-- Serves: may this organisation be deleted?
CREATE INDEX volunteers_by_organisation ON volunteers (organisation_id) WHERE organisation_id IS NOT NULL;

-- Only the SHA-256 of a secret is kept; the id is part of the secret and finds the row.
CREATE TABLE tokens (
    id           uuid        NOT NULL,
    volunteer_id uuid        NOT NULL,
    name         text        NOT NULL,
    secret_hash  bytea       NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    last_used_at timestamptz,
    CONSTRAINT tokens_pk PRIMARY KEY (id),
    CONSTRAINT tokens_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
    CONSTRAINT tokens_hash_is_sha256 CHECK (octet_length(secret_hash) = 32)
);
-- Serves: the tokens of one volunteer.
CREATE INDEX tokens_by_volunteer ON tokens (volunteer_id, id);

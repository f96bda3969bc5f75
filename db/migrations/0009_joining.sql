-- What:  how people come into a rota: invitations, and requests of those who would like to.
-- Why:   a rota says whether it is open, asks for approval or goes by invitation. Of an invitation only the SHA-256 of its secret is kept.
--        `used` is counted by one conditional UPDATE, so that the last use is given once. Nobody is a member and asks to be one: both are
--        written while the row of the volunteer is held.
-- Locks: rotas, for the time it takes to change its definition.   Undo: DROP TABLE join_requests, invitations; ALTER TABLE rotas DROP COLUMN joining;
ALTER TABLE rotas
    ADD COLUMN joining text NOT NULL DEFAULT 'invitation',
    ADD CONSTRAINT rotas_joining CHECK (joining IN ('open', 'approval', 'invitation'));

CREATE TABLE invitations (
    id          uuid        NOT NULL,
    rota_id     uuid        NOT NULL,
    secret_hash bytea       NOT NULL,
    role        text        NOT NULL,
    created_by  uuid        NOT NULL,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    uses        integer     NOT NULL,
    used        integer     NOT NULL DEFAULT 0,
    revoked_at  timestamptz,
    CONSTRAINT invitations_pk PRIMARY KEY (id),
    CONSTRAINT invitations_secret UNIQUE (secret_hash),
    CONSTRAINT invitations_rota FOREIGN KEY (rota_id) REFERENCES rotas (id),
    CONSTRAINT invitations_created_by FOREIGN KEY (created_by) REFERENCES volunteers (id),
    CONSTRAINT invitations_role CHECK (role IN ('volunteer', 'coordinator')),
    CONSTRAINT invitations_expire CHECK (expires_at >= created_at),
    CONSTRAINT invitations_uses CHECK (uses BETWEEN 1 AND 1000 AND used BETWEEN 0 AND uses),
    CONSTRAINT invitations_hash_is_sha256 CHECK (octet_length(secret_hash) = 32)
);
-- Serves: the invitations of a rota.
CREATE INDEX invitations_by_rota ON invitations (rota_id, id);
-- Serves: revoking what somebody made who leaves, or coordinates no more.
CREATE INDEX invitations_by_maker ON invitations (created_by) WHERE revoked_at IS NULL;

CREATE TABLE join_requests (
    rota_id      uuid        NOT NULL,
    volunteer_id uuid        NOT NULL,
    message      text        NOT NULL,
    created_at   timestamptz NOT NULL,
    CONSTRAINT join_requests_pk PRIMARY KEY (rota_id, volunteer_id),
    CONSTRAINT join_requests_rota FOREIGN KEY (rota_id) REFERENCES rotas (id),
    CONSTRAINT join_requests_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
    CONSTRAINT join_requests_message CHECK (char_length(message) <= 500)
);
-- Serves: what a person has asked for; erasing them.
CREATE INDEX join_requests_by_volunteer ON join_requests (volunteer_id);

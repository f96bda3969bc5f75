-- What:  a session that was begun with a token knows it.
-- Why:   whoever revokes a token, or lets it expire, means everything that it has opened; else a token that leaked would live on as a session.
-- Locks: sessions, for the time it takes to change its definition.
-- Undo:  ALTER TABLE sessions DROP COLUMN token_id;
ALTER TABLE sessions
    ADD COLUMN token_id uuid,
    ADD CONSTRAINT sessions_token FOREIGN KEY (token_id) REFERENCES tokens (id) ON DELETE CASCADE;
-- Serves: revoking a token.
CREATE INDEX sessions_by_token ON sessions (token_id) WHERE token_id IS NOT NULL;

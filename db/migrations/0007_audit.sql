-- What:  the change log becomes the audit log: who changed what, by which credential, in which request, and how it was before and after.
-- Why:   coordinators of volunteers have to be able to tell what happened, and people what is kept about them. Still append only, which the
--        trigger sees to. No name and no contact of a person goes into it, only ids: whoever is erased leaves none behind. `ordinal` tells
--        what came first within one instant.
-- Locks: changes, exclusively while its rows get their ordinals: claims wait for it.
-- Undo:  DROP TRIGGER changes_append_only ON changes; DROP FUNCTION changes_stay; DROP INDEX changes_by_rota_and_time, changes_by_actor,
--        changes_by_subject; ALTER TABLE changes DROP COLUMN ordinal, DROP COLUMN actor_id, DROP COLUMN token_id, DROP COLUMN request,
--        DROP COLUMN before, DROP COLUMN after;
ALTER TABLE changes
    ADD COLUMN ordinal  bigint GENERATED ALWAYS AS IDENTITY,
    -- The volunteer; null: the program by itself.
    ADD COLUMN actor_id uuid,
    -- Null with an actor: a browser session. Zeros: the admin token of the settings, which has no row.
    ADD COLUMN token_id uuid,
    -- The trace id of the request, as problem documents and the request log have it.
    ADD COLUMN request  text,
    -- The thing as the API shows it, but for names of people; null while it does not exist. Of a volunteer `after` has only which members changed.
    ADD COLUMN before   jsonb,
    ADD COLUMN after    jsonb,
    ADD CONSTRAINT changes_token_has_actor CHECK (token_id IS NULL OR actor_id IS NOT NULL);
-- Serves: the audit log of a rota, and of what belongs to none, newest first.
CREATE INDEX changes_by_rota_and_time ON changes (rota_id, at, ordinal);
-- Serves: what one person did, for the file of all that is kept about them.
CREATE INDEX changes_by_actor ON changes (actor_id) WHERE actor_id IS NOT NULL;
-- Serves: what happened to one thing.
CREATE INDEX changes_by_subject ON changes (subject_id);

CREATE FUNCTION changes_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is append only.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON changes FOR EACH STATEMENT EXECUTE FUNCTION changes_stay();

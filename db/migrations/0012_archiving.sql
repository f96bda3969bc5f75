-- What:  rotas can be archived and deleted, and say whom to write to in order to join.
-- Why:   an archived rota rests: it is listed nowhere, nobody is on duty in it, nothing of it changes until it is taken up again. The row of a
--        deleted rota stays for ever, as its slug must never be given again (rotas_slug_taken) and the hours that people served in it stay in
--        their records; nothing answers for it any more. `contact` is a URL or a mail address, public.
-- Locks: rotas, for the time it takes to change its definition.   Undo: ALTER TABLE rotas DROP COLUMN contact, DROP COLUMN archived_at, DROP COLUMN deleted_at;
ALTER TABLE rotas
    ADD COLUMN contact text,
    ADD COLUMN archived_at timestamptz,
    ADD COLUMN deleted_at timestamptz;

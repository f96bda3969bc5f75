-- What:  the change log: a row for everything that a write changed, in the transaction of that write. Append only.
-- Why:   every process reads from it which rotas it must load again. Transactions do not commit in the order of their ids or times, so a
--        reader compares transaction snapshots: new is what is visible now and was not when it last looked. Hence `xid`.
--        No foreign keys: the log outlives what it tells of, and a claim must not queue behind others for a row that all of them share.
-- Locks: new objects only.   Undo: DROP TABLE changes;
CREATE TABLE changes (
    id         uuid        NOT NULL,
    xid        xid8        NOT NULL DEFAULT pg_current_xact_id(),
    at         timestamptz NOT NULL,
    -- Null: a person, an organisation or a token, in whatever rotas they stand.
    rota_id    uuid,
    kind       text        NOT NULL,
    subject_id uuid        NOT NULL,
    what       text        NOT NULL,
    detail     jsonb,
    CONSTRAINT changes_pk PRIMARY KEY (id),
    CONSTRAINT changes_kind CHECK (kind IN ('rota', 'office-hours', 'claim', 'standing-claim', 'member', 'volunteer', 'organisation', 'token'))
);
-- Serves: what has become visible since a process last looked.
CREATE INDEX changes_by_xid ON changes (xid);
-- Serves: what has changed in one rota since it was loaded.
CREATE INDEX changes_by_rota ON changes (rota_id, xid);

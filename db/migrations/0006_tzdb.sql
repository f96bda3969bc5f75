-- What:  with which version of the tz database the claims' `during` was last derived; no row before the first start, then one.
-- Why:   intents are stored on local clocks and instants are derived. A start with another version derives the claims to come again,
--        and this row tells it that they are of another one.
-- Locks: new objects only.   Undo: DROP TABLE tz_database;
CREATE TABLE tz_database (
    is_the_only_row boolean     NOT NULL DEFAULT true,
    version         text        NOT NULL,
    derived_at      timestamptz NOT NULL,
    CONSTRAINT tz_database_pk PRIMARY KEY (is_the_only_row),
    CONSTRAINT tz_database_one_row CHECK (is_the_only_row)
);

-- What:  a standing claim says by weekdays and weeks, or by turns, which dates it is for; volunteers whose claims went away are noted for the
--        standing claims that they have in other rotas; beside the tz version, the revision of the DST policy with which claims were derived.
-- Why:   every n-th date of a rule, counted without removed and with extra dates, left its weekday at each exception. Rows of before are of kind
--        'dates' until the program, which can read rules, has turned them into one of the others at its next start.
--        A row of `standing_claim_retries` is written in the transaction that frees the volunteer's time, so that nothing is forgotten if the
--        program ends, and it locks nothing that somebody else needs.
-- Locks: standing_claims and tz_database for a moment (both are small).
-- Undo:  DROP TABLE standing_claim_retries; drop the columns, after rows of kind 'weekdays' got an `every`.
ALTER TABLE standing_claims
    ALTER COLUMN every DROP NOT NULL,
    ADD COLUMN pattern_kind text NOT NULL DEFAULT 'dates',
    ADD COLUMN weekdays text[],
    ADD COLUMN every_weeks integer,
    ADD CONSTRAINT standing_claims_pattern CHECK (
        CASE pattern_kind
            WHEN 'weekdays' THEN cardinality(weekdays) > 0 AND every_weeks IS NOT NULL AND every IS NULL
            WHEN 'turns' THEN every IS NOT NULL AND weekdays IS NULL AND every_weeks IS NULL
            WHEN 'dates' THEN every IS NOT NULL AND weekdays IS NULL AND every_weeks IS NULL
            ELSE false
        END),
    ADD CONSTRAINT standing_claims_every_weeks CHECK (every_weeks BETWEEN 1 AND 100);

CREATE TABLE standing_claim_retries (
    id           uuid        NOT NULL,
    volunteer_id uuid        NOT NULL,
    created_at   timestamptz NOT NULL,
    CONSTRAINT standing_claim_retries_pk PRIMARY KEY (id)
);

ALTER TABLE tz_database ADD COLUMN policy_revision integer NOT NULL DEFAULT 1;

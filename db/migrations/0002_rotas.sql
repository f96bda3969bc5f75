-- What:  rotas, their members, and the rules of their office hours.
-- Why:   slots are computed from these rows and never stored. Office hours have revisions by local date, so a change
--        never rewrites the past; `version` grows with every change, so a claim can prove which rule it was made under.
-- Locks: new objects only.   Undo: DROP TABLE slot_overrides, office_hours_revisions, office_hours, members, rotas;
CREATE TABLE rotas (
    id                    uuid        NOT NULL,
    slug                  text        NOT NULL,
    name                  text        NOT NULL,
    description           text        NOT NULL,
    zone                  text        NOT NULL,
    notice                text        NOT NULL,
    channels              jsonb       NOT NULL DEFAULT '[]',
    links                 jsonb       NOT NULL DEFAULT '[]',
    claim_opens_before    text        NOT NULL,
    release_closes_before text        NOT NULL,
    visibility            text        NOT NULL,
    created_at            timestamptz NOT NULL,
    CONSTRAINT rotas_pk PRIMARY KEY (id),
    CONSTRAINT rotas_slug_taken UNIQUE (slug),
    CONSTRAINT rotas_visibility CHECK (visibility IN ('public', 'unlisted'))
);

CREATE TABLE members (
    rota_id      uuid NOT NULL,
    volunteer_id uuid NOT NULL,
    role         text NOT NULL,
    CONSTRAINT members_pk PRIMARY KEY (rota_id, volunteer_id),
    CONSTRAINT members_rota FOREIGN KEY (rota_id) REFERENCES rotas (id),
    CONSTRAINT members_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
    CONSTRAINT members_role CHECK (role IN ('volunteer', 'coordinator'))
);
-- Serves: the roles of whoever asks.
CREATE INDEX members_by_volunteer ON members (volunteer_id);

CREATE TABLE office_hours (
    id         uuid        NOT NULL,
    rota_id    uuid        NOT NULL,
    key        text        NOT NULL,
    version    integer     NOT NULL DEFAULT 1,
    ended_from date,
    created_at timestamptz NOT NULL,
    CONSTRAINT office_hours_pk PRIMARY KEY (id),
    CONSTRAINT office_hours_rota FOREIGN KEY (rota_id) REFERENCES rotas (id),
    -- Serves too: the office hours of one rota.
    CONSTRAINT office_hours_key_taken UNIQUE (rota_id, key)
);

CREATE TABLE office_hours_revisions (
    office_hours_id uuid    NOT NULL,
    effective_from  date    NOT NULL,
    title           text    NOT NULL,
    zone            text    NOT NULL,
    start_date      date    NOT NULL,
    end_date        date,
    start_time      time    NOT NULL,
    end_time        time    NOT NULL,
    recurrence      text,
    except_dates    date[]  NOT NULL,
    extra_dates     date[]  NOT NULL,
    seats_minimum   integer NOT NULL,
    seats_maximum   integer NOT NULL,
    channels        jsonb   NOT NULL,
    topics          text[]  NOT NULL,
    languages       text[]  NOT NULL,
    organisation_id uuid,
    CONSTRAINT office_hours_revisions_pk PRIMARY KEY (office_hours_id, effective_from),
    CONSTRAINT office_hours_revisions_office_hours FOREIGN KEY (office_hours_id) REFERENCES office_hours (id),
    CONSTRAINT office_hours_revisions_organisation FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT office_hours_revisions_dates CHECK (end_date >= start_date),
    CONSTRAINT office_hours_revisions_seats CHECK (seats_minimum BETWEEN 0 AND seats_maximum AND seats_maximum BETWEEN 1 AND 50)
);
-- Serves: may this organisation be deleted?
CREATE INDEX office_hours_revisions_by_organisation ON office_hours_revisions (organisation_id) WHERE organisation_id IS NOT NULL;

-- One date, cancelled or at other times.
CREATE TABLE slot_overrides (
    office_hours_id uuid    NOT NULL,
    on_date         date    NOT NULL,
    cancelled       boolean NOT NULL,
    reason          text,
    start_time      time,
    end_time        time,
    CONSTRAINT slot_overrides_pk PRIMARY KEY (office_hours_id, on_date),
    CONSTRAINT slot_overrides_office_hours FOREIGN KEY (office_hours_id) REFERENCES office_hours (id),
    CONSTRAINT slot_overrides_cancelled_or_moved CHECK (cancelled = (start_time IS NULL) AND cancelled = (end_time IS NULL))
);

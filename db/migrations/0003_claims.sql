-- What:  who took which seat of which slot, once or standing. Identity is (office_hours_id, on_date, seat); `during` is derived, UTC, half-open.
-- Why:   "who is on duty" must be one indexed look-up; two people racing for a seat must be settled here, not in C#.
--        A release sets `released_at`; nothing is deleted, so what happened stays known.
-- Locks: new objects only.   Undo: DROP TABLE claims, standing_claims;
CREATE TABLE standing_claims (
    id              uuid        NOT NULL,
    rota_id         uuid        NOT NULL,
    office_hours_id uuid        NOT NULL,
    key             text        NOT NULL,
    volunteer_id    uuid,
    organisation_id uuid,
    from_date       date        NOT NULL,
    until_date      date,
    every           integer     NOT NULL,
    created_at      timestamptz NOT NULL,
    -- When the next slot opens for it; null while there is none to come.
    follow_at       timestamptz,
    CONSTRAINT standing_claims_pk PRIMARY KEY (id),
    CONSTRAINT standing_claims_rota FOREIGN KEY (rota_id) REFERENCES rotas (id),
    CONSTRAINT standing_claims_office_hours FOREIGN KEY (office_hours_id) REFERENCES office_hours (id),
    CONSTRAINT standing_claims_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
    CONSTRAINT standing_claims_organisation FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    -- Serves too: the standing claims of one rota.
    CONSTRAINT standing_claims_key_taken UNIQUE (rota_id, key),
    CONSTRAINT standing_claims_one_holder CHECK ((volunteer_id IS NULL) <> (organisation_id IS NULL)),
    CONSTRAINT standing_claims_every CHECK (every BETWEEN 1 AND 100)
);
-- Serves: which standing claims have a slot to take now.
CREATE INDEX standing_claims_by_follow_at ON standing_claims (follow_at) WHERE follow_at IS NOT NULL;
-- Serves: the standing claims that follow some office hours.
CREATE INDEX standing_claims_by_office_hours ON standing_claims (office_hours_id);
-- Serves: erasing a person, removing a member.
CREATE INDEX standing_claims_by_volunteer ON standing_claims (volunteer_id) WHERE volunteer_id IS NOT NULL;
-- Serves: may this organisation be deleted?
CREATE INDEX standing_claims_by_organisation ON standing_claims (organisation_id) WHERE organisation_id IS NOT NULL;

CREATE TABLE claims (
    id                uuid        NOT NULL,
    rota_id           uuid        NOT NULL,
    office_hours_id   uuid        NOT NULL,
    on_date           date        NOT NULL,
    seat              integer     NOT NULL,
    volunteer_id      uuid,
    organisation_id   uuid,
    during            tstzrange   NOT NULL,
    origin            text        NOT NULL,
    standing_claim_id uuid,
    created_at        timestamptz NOT NULL,
    released_at       timestamptz,
    -- 'holder' and 'coordinator' are people's wish and bind the standing claim too; the rest follows from a change of the rota.
    released_by       text,
    CONSTRAINT claims_pk PRIMARY KEY (id),
    CONSTRAINT claims_rota FOREIGN KEY (rota_id) REFERENCES rotas (id),
    CONSTRAINT claims_office_hours FOREIGN KEY (office_hours_id) REFERENCES office_hours (id),
    CONSTRAINT claims_volunteer FOREIGN KEY (volunteer_id) REFERENCES volunteers (id),
    CONSTRAINT claims_organisation FOREIGN KEY (organisation_id) REFERENCES organisations (id),
    CONSTRAINT claims_standing_claim FOREIGN KEY (standing_claim_id) REFERENCES standing_claims (id),
    CONSTRAINT claims_one_holder CHECK ((volunteer_id IS NULL) <> (organisation_id IS NULL)),
    CONSTRAINT claims_seat CHECK (seat BETWEEN 1 AND 50),
    CONSTRAINT claims_origin CHECK (origin IN ('self', 'standing', 'coordinator', 'cover', 'swap')),
    CONSTRAINT claims_released_by CHECK (released_by IN ('holder', 'coordinator', 'change', 'standing-ended', 'left')),
    CONSTRAINT claims_release_is_whole CHECK ((released_at IS NULL) = (released_by IS NULL)),
    CONSTRAINT claims_during_half_open CHECK (
        lower_inc(during) AND NOT upper_inc(during) AND NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)
    ),
    -- One volunteer is never on duty twice at once, in whatever rota.
    CONSTRAINT claims_no_double_booking EXCLUDE USING gist (volunteer_id WITH =, during WITH &&)
        WHERE (released_at IS NULL AND volunteer_id IS NOT NULL)
);
-- Serves: the race for a seat, and who holds a slot.
CREATE UNIQUE INDEX claims_one_per_seat ON claims (office_hours_id, on_date, seat) WHERE released_at IS NULL;
-- Serves: an organisation cannot take two seats of one slot (a volunteer cannot be twice on duty anyway).
CREATE UNIQUE INDEX claims_one_per_organisation ON claims (office_hours_id, on_date, organisation_id)
    WHERE released_at IS NULL AND organisation_id IS NOT NULL;
-- Serves: the timeline of a rota around an instant, and the list of its claims.
CREATE INDEX claims_by_rota ON claims (rota_id, lower(during), id);
-- Serves: my claims.
CREATE INDEX claims_by_volunteer ON claims (volunteer_id, lower(during), id) WHERE volunteer_id IS NOT NULL;
-- Serves: which dates a standing claim has dealt with; ending it.
CREATE INDEX claims_by_standing_claim ON claims (standing_claim_id, on_date) WHERE standing_claim_id IS NOT NULL;
-- Serves: may this organisation be deleted?
CREATE INDEX claims_by_organisation ON claims (organisation_id) WHERE organisation_id IS NOT NULL;

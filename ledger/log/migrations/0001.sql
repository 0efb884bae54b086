-- The first schema of a ledger on PostgreSQL. "{writer}" and "{reader}" stand for the roles of the database.
-- A migration that was published is never edited; what comes later is a file of its own.

CREATE TABLE ledger.meta (
    key   text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE ledger.events (
    position    bigint PRIMARY KEY,
    recorded_us bigint NOT NULL,  -- microseconds since 1970-01-01T00:00:00Z
    stream      text COLLATE "C" NOT NULL CHECK (stream <> ''),
    version     bigint NOT NULL,
    type        text COLLATE "C" NOT NULL CHECK (type <> ''),
    actor       text NOT NULL CHECK (actor <> ''),
    command_id  text COLLATE "C" NOT NULL CHECK (command_id <> ''),
    imported    boolean NOT NULL,
    opens       boolean NOT NULL,  -- true for the first event of its commit
    leaf        bytea NOT NULL CHECK (length(leaf) = 32),
    data        bytea NOT NULL
);

CREATE UNIQUE INDEX events_by_stream ON ledger.events (stream, version);
CREATE UNIQUE INDEX events_by_command ON ledger.events (command_id) WHERE opens;
CREATE INDEX events_opening_streams ON ledger.events (stream) WHERE version <= 1;

CREATE TABLE ledger.event_references (
    reference text COLLATE "C" NOT NULL,
    position  bigint NOT NULL REFERENCES ledger.events (position),
    PRIMARY KEY (reference, position)
);

-- What was recorded is never changed or removed, by nobody: these triggers fire for the owner and for replicas too.
CREATE FUNCTION ledger.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
        MESSAGE = TG_TABLE_NAME || ' are never ' || CASE TG_OP WHEN 'UPDATE' THEN 'changed' ELSE 'removed' END;
END $$;

CREATE FUNCTION ledger.check_order() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    wrong text;
BEGIN
    -- Positions are unique, so rows that each follow a row make an unbroken line.
    -- A foreign application may count its versions from 0.
    SELECT found.fault INTO wrong FROM (
        SELECT CASE
            WHEN a.position < 1 OR (a.position > 1 AND p.position IS NULL) THEN 'position is not the next one'
            WHEN a.recorded_us < p.recorded_us THEN 'recorded time runs backwards'
            WHEN a.version > 1 AND NOT coalesce(s.position < a.position, false)
                OR a.version = 0 AND EXISTS (
                    SELECT 1 FROM ledger.events e
                    WHERE e.stream = a.stream AND e.version = 1 AND e.position < a.position)
                OR a.version < 0
            THEN 'version is not the next one of its stream'
            WHEN NOT a.opens AND a.command_id IS DISTINCT FROM p.command_id THEN 'a commit has a first event'
        END AS fault
        FROM added a
        LEFT JOIN ledger.events p ON p.position = a.position - 1
        LEFT JOIN ledger.events s ON s.stream = a.stream AND s.version = a.version - 1
    ) found WHERE found.fault IS NOT NULL LIMIT 1;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = wrong;
    END IF;
    PERFORM pg_notify('ledger_events', (SELECT max(a.position) FROM added a)::text);
    RETURN NULL;
END $$;

-- Takes the log's lock and then looks: how the log ends, and what it holds of these streams and commands.
CREATE FUNCTION ledger.end_of_log(streams text[], commands text[],
    OUT last_position bigint, OUT last_us bigint, OUT now_us bigint, OUT versions bigint[], OUT known text[])
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(1129080935, 1);
    SELECT e.position, e.recorded_us INTO last_position, last_us
    FROM ledger.events e ORDER BY e.position DESC LIMIT 1;
    now_us := extract(epoch FROM clock_timestamp()) * 1000000;
    versions := ARRAY(
        SELECT (SELECT max(e.version) FROM ledger.events e WHERE e.stream = wanted.name COLLATE "C")
        FROM unnest(streams) WITH ORDINALITY AS wanted (name, place) ORDER BY wanted.place);
    known := ARRAY(
        SELECT wanted.id FROM unnest(commands) AS wanted (id)
        WHERE (SELECT e.position FROM ledger.events e
               WHERE e.command_id = wanted.id COLLATE "C" AND e.opens) IS NOT NULL);
END $$;

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.events
FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.event_references
FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.meta
FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.migration
FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER check_order AFTER INSERT ON ledger.events REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_order();
ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE ledger.events ENABLE ALWAYS TRIGGER check_order;
ALTER TABLE ledger.event_references ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE ledger.meta ENABLE ALWAYS TRIGGER refuse_change;
ALTER TABLE ledger.migration ENABLE ALWAYS TRIGGER refuse_change;

-- The vault: personal data, which is no history. An entry can be taken away without touching an event.
CREATE TABLE ledger.vault (
    commitment text COLLATE "C" PRIMARY KEY,
    official   text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL,
    salt       bytea NOT NULL,
    body       text NOT NULL
);
CREATE INDEX vault_by_official ON ledger.vault (official, kind);
CREATE TABLE ledger.vault_email (
    email    text COLLATE "C" PRIMARY KEY,
    official text COLLATE "C" NOT NULL
);

-- The tables of facts, one a generation; they can be thrown away and built again from the log.
CREATE TABLE ledger.projection (
    generation integer PRIMARY KEY,
    serving    integer NOT NULL,
    position   bigint NOT NULL,
    rules      text NOT NULL,
    format     integer NOT NULL
);
CREATE TABLE ledger.fact (
    kind        text COLLATE "C" NOT NULL,
    program     text COLLATE "C" NOT NULL,
    official    text COLLATE "C" NOT NULL,
    key         text COLLATE "C" NOT NULL,
    edition     text COLLATE "C" NOT NULL,
    valid_from  text COLLATE "C" NOT NULL,
    known_from  bigint NOT NULL,
    valid_until text COLLATE "C" NOT NULL,
    known_until bigint NOT NULL,
    value       bytea NOT NULL
);  -- the shape of every generation's table; empty

-- What keeps the place of foreign applications of the library, and their snapshots.
CREATE TABLE ledger.recorder_snapshots (
    stream  text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    type    text NOT NULL,
    data    bytea NOT NULL,
    PRIMARY KEY (stream, version)
);
CREATE TABLE ledger.recorder_tracking (
    projection  text COLLATE "C" NOT NULL,
    application text COLLATE "C" NOT NULL,
    position    bigint NOT NULL,
    PRIMARY KEY (projection, application)
);

-- What reporting reads. These views keep their names and columns; tables may change with a migration.
CREATE VIEW ledger.event_log AS
SELECT position, to_timestamp(recorded_us / 1000000) + recorded_us % 1000000 * interval '1 microsecond' AS recorded_at,
       stream, version, type, actor, command_id, imported, data, leaf
FROM ledger.events;
CREATE VIEW ledger.fact_state AS
SELECT generation, position, rules AS rules_sha256 FROM ledger.projection
WHERE serving = 1 ORDER BY generation DESC LIMIT 1;
CREATE VIEW ledger.facts AS
SELECT kind, program, official, key, edition, valid_from, valid_until, known_from, known_until,
       convert_from(value, 'UTF8')::jsonb AS value
FROM ledger.fact;

-- A writer may not make or drop tables; these functions do, as the owner and for the tables of facts alone.
CREATE FUNCTION ledger.start_generation(rules text, form integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    number integer;
BEGIN
    SELECT coalesce(max(generation), 0) + 1 INTO number FROM ledger.projection;
    EXECUTE 'CREATE TABLE ledger.fact_' || number || ' (LIKE ledger.fact, PRIMARY KEY'
        ' (kind, program, official, key, edition, valid_from, known_from))';
    EXECUTE format('GRANT SELECT, INSERT, UPDATE (known_until) ON ledger.fact_%s TO %I', number,
        (SELECT value FROM ledger.meta WHERE key = 'writer'));
    EXECUTE format('GRANT SELECT ON ledger.fact_%s TO %I', number,
        (SELECT value FROM ledger.meta WHERE key = 'reader'));
    INSERT INTO ledger.projection VALUES (number, 0, 0, rules, form);
    RETURN number;
END $$;

-- Lets the view of facts show the generation that serves, the newest of several.
CREATE FUNCTION ledger.publish_facts() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    number integer;
BEGIN
    SELECT max(generation) INTO number FROM ledger.projection WHERE serving = 1;
    EXECUTE 'CREATE OR REPLACE VIEW ledger.facts AS SELECT kind, program, official, key, edition,'
        ' valid_from, valid_until, known_from, known_until, convert_from(value, ''UTF8'')::jsonb AS value'
        ' FROM ledger.fact' || coalesce('_' || number, '');
END $$;

CREATE FUNCTION ledger.drop_generation(number integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM ledger.publish_facts();
    EXECUTE 'DROP TABLE IF EXISTS ledger.fact_' || number;
    DELETE FROM ledger.projection WHERE generation = number;
END $$;

REVOKE ALL ON FUNCTION ledger.start_generation(text, integer), ledger.publish_facts(),
    ledger.drop_generation(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.start_generation(text, integer), ledger.publish_facts(),
    ledger.drop_generation(integer) TO "{writer}";

GRANT USAGE ON SCHEMA ledger TO "{writer}", "{reader}";
GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO "{writer}";
GRANT INSERT ON ledger.events, ledger.event_references, ledger.vault, ledger.recorder_snapshots TO "{writer}";
GRANT INSERT, UPDATE ON ledger.vault_email, ledger.recorder_tracking TO "{writer}";
GRANT UPDATE (position, serving) ON ledger.projection TO "{writer}";
GRANT SELECT ON ledger.event_log, ledger.facts, ledger.fact_state TO "{reader}";
GRANT SELECT ON ledger.migration, ledger.meta, ledger.events, ledger.event_references, ledger.projection TO "{reader}";

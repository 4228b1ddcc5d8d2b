-- +goose Up
-- Times are microseconds since 1970 in UTC, 0 where there is none; amounts are a decimal
-- and a currency in one text, empty where unknown. A row of items is the state that
-- queues are made from; it can be made again from the journal at any time.
CREATE TABLE items (
    month       TEXT COLLATE "C" NOT NULL,
    id          TEXT COLLATE "C" NOT NULL,
    version     BIGINT NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    hold        TEXT COLLATE "C" NOT NULL,
    lane        TEXT COLLATE "C" NOT NULL,
    decision    TEXT COLLATE "C" NOT NULL,
    status      TEXT COLLATE "C" NOT NULL,
    pack        TEXT COLLATE "C" NOT NULL,
    flow        TEXT COLLATE "C" NOT NULL,
    class       TEXT COLLATE "C" NOT NULL,
    origin      TEXT COLLATE "C" NOT NULL,
    destination TEXT COLLATE "C" NOT NULL,
    summary     TEXT COLLATE "C" NOT NULL,
    reason      TEXT COLLATE "C" NOT NULL,
    score       BIGINT NOT NULL,
    lines       BIGINT NOT NULL,
    value       TEXT COLLATE "C" NOT NULL,
    due         TEXT COLLATE "C" NOT NULL,
    paid        TEXT COLLATE "C" NOT NULL,
    charges     TEXT COLLATE "C" NOT NULL,
    pay_first   BIGINT NOT NULL,
    digest      TEXT COLLATE "C" NOT NULL,
    rulebook    TEXT COLLATE "C" NOT NULL,
    lodged_at   BIGINT NOT NULL,
    decided_at  BIGINT NOT NULL,
    arrived_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    deadline    BIGINT NOT NULL,
    first       TEXT COLLATE "C" NOT NULL,
    lodged_seq  BIGINT NOT NULL,
    refs        TEXT COLLATE "C" NOT NULL,
    urgency     BIGINT NOT NULL,
    waiting     BIGINT NOT NULL,
    PRIMARY KEY (month, id)
);

CREATE INDEX items_updated ON items (updated_at, month, id);
CREATE INDEX items_state ON items (state, updated_at, month, id);
CREATE INDEX items_lane ON items (lane, updated_at, month, id) WHERE lane <> 'green';

-- The officers' queue is a small part of all items, so its orders are kept for it alone.
CREATE INDEX items_waiting ON items (updated_at, month, id) WHERE waiting = 1;
CREATE INDEX items_urgent ON items (urgency, lodged_at, month, id) WHERE waiting = 1;
CREATE INDEX items_deadline ON items (deadline, month, id) WHERE waiting = 1;

-- Months that hold items, so that a search for an identifier can go through them.
CREATE TABLE months (
    month TEXT COLLATE "C" PRIMARY KEY
);

CREATE TABLE journal (
    seq        BIGINT PRIMARY KEY,
    item       TEXT COLLATE "C" NOT NULL,
    month      TEXT COLLATE "C" NOT NULL,
    kind       TEXT COLLATE "C" NOT NULL,
    at         BIGINT NOT NULL,
    actor      TEXT COLLATE "C" NOT NULL,
    rulebook   TEXT COLLATE "C" NOT NULL,
    late       BIGINT NOT NULL,
    leaf       BYTEA NOT NULL,
    event      BYTEA NOT NULL,
    body       BYTEA,
    assessment BYTEA
);

-- By month first: identifiers come in no order, and an index over all of them would turn
-- every write of a large record into a random one.
CREATE INDEX journal_item ON journal (month, item);

-- A row of the usual size stays in its page as it is: moving it out and compressing it
-- would cost more time than all the rest of a write.
ALTER TABLE journal SET (toast_tuple_target = 8160);

-- The decision log: hashes of journal rows in tiles of 256, and what was signed.
CREATE TABLE tiles (
    level BIGINT NOT NULL,
    n     BIGINT NOT NULL,
    data  BYTEA NOT NULL,
    PRIMARY KEY (level, n)
);

CREATE TABLE checkpoints (
    size BIGINT PRIMARY KEY,
    note BYTEA NOT NULL
);

CREATE TABLE settings (
    name  TEXT COLLATE "C" PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

-- One row, locked by whoever appends: sequence numbers are without gaps and in the order
-- of commits.
CREATE TABLE head (
    one  BIGINT PRIMARY KEY CHECK (one = 1),
    size BIGINT NOT NULL
);
INSERT INTO head (one, size) VALUES (1, 0);

CREATE TABLE counters (
    lane  TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    items BIGINT NOT NULL,
    PRIMARY KEY (lane, state)
);

CREATE TABLE postings (
    month    TEXT COLLATE "C" NOT NULL,
    item     TEXT COLLATE "C" NOT NULL,
    seq      BIGINT NOT NULL,
    n        BIGINT NOT NULL,
    at       BIGINT NOT NULL,
    kind     TEXT COLLATE "C" NOT NULL,
    debit    TEXT COLLATE "C" NOT NULL,
    credit   TEXT COLLATE "C" NOT NULL,
    minor    BIGINT NOT NULL,
    places   BIGINT NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (month, item, seq, n)
);

CREATE TABLE balances (
    account  TEXT COLLATE "C" NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    places   BIGINT NOT NULL,
    debit    BIGINT NOT NULL,
    credit   BIGINT NOT NULL,
    PRIMARY KEY (account, currency, places)
);

CREATE TABLE cursors (
    follower TEXT COLLATE "C" PRIMARY KEY,
    seq      BIGINT NOT NULL
);

CREATE TABLE users (
    name     TEXT COLLATE "C" PRIMARY KEY,
    title    TEXT COLLATE "C" NOT NULL,
    roles    TEXT COLLATE "C" NOT NULL,
    office   TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    password TEXT COLLATE "C" NOT NULL,
    disabled BIGINT NOT NULL,
    created  BIGINT NOT NULL
);

-- A session is found by the SHA-256 of its token: reading the table opens none.
CREATE TABLE sessions (
    token  BYTEA PRIMARY KEY,
    data   BYTEA NOT NULL,
    expiry BIGINT NOT NULL
);
CREATE INDEX sessions_expiry ON sessions (expiry);

CREATE TABLE answers (
    key     TEXT COLLATE "C" PRIMARY KEY,
    request BYTEA NOT NULL,
    status  BIGINT NOT NULL,
    type    TEXT COLLATE "C" NOT NULL,
    body    BYTEA NOT NULL,
    at      BIGINT NOT NULL
);
CREATE INDEX answers_at ON answers (at);

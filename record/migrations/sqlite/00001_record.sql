-- +goose Up
-- Times are microseconds since 1970 in UTC, 0 where there is none; amounts are a decimal
-- and a currency in one text, empty where unknown. A row of items is the state that
-- queues are made from; it can be made again from the journal at any time.
CREATE TABLE items (
    month       TEXT NOT NULL,
    id          TEXT NOT NULL,
    version     INTEGER NOT NULL,
    state       TEXT NOT NULL,
    hold        TEXT NOT NULL,
    lane        TEXT NOT NULL,
    decision    TEXT NOT NULL,
    status      TEXT NOT NULL,
    pack        TEXT NOT NULL,
    flow        TEXT NOT NULL,
    class       TEXT NOT NULL,
    origin      TEXT NOT NULL,
    destination TEXT NOT NULL,
    summary     TEXT NOT NULL,
    reason      TEXT NOT NULL,
    score       INTEGER NOT NULL,
    lines       INTEGER NOT NULL,
    value       TEXT NOT NULL,
    due         TEXT NOT NULL,
    paid        TEXT NOT NULL,
    charges     TEXT NOT NULL,
    pay_first   INTEGER NOT NULL,
    digest      TEXT NOT NULL,
    rulebook    TEXT NOT NULL,
    lodged_at   INTEGER NOT NULL,
    decided_at  INTEGER NOT NULL,
    arrived_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    deadline    INTEGER NOT NULL,
    first       TEXT NOT NULL,
    lodged_seq  INTEGER NOT NULL,
    refs        TEXT NOT NULL,
    urgency     INTEGER NOT NULL,
    waiting     INTEGER NOT NULL,
    PRIMARY KEY (month, id)
) WITHOUT ROWID;

CREATE INDEX items_updated ON items (updated_at, month, id);
CREATE INDEX items_state ON items (state, updated_at, month, id);
CREATE INDEX items_lane ON items (lane, updated_at, month, id) WHERE lane <> 'green';

-- The officers' queue is a small part of all items, so its orders are kept for it alone.
CREATE INDEX items_waiting ON items (updated_at, month, id) WHERE waiting = 1;
CREATE INDEX items_urgent ON items (urgency, lodged_at, month, id) WHERE waiting = 1;
CREATE INDEX items_deadline ON items (deadline, month, id) WHERE waiting = 1;

-- Months that hold items, so that a search for an identifier can go through them.
CREATE TABLE months (
    month TEXT PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE journal (
    seq        INTEGER PRIMARY KEY,
    item       TEXT NOT NULL,
    month      TEXT NOT NULL,
    kind       TEXT NOT NULL,
    at         INTEGER NOT NULL,
    actor      TEXT NOT NULL,
    rulebook   TEXT NOT NULL,
    late       INTEGER NOT NULL,
    leaf       BLOB NOT NULL,
    event      BLOB NOT NULL,
    body       BLOB,
    assessment BLOB
);

-- By month first: identifiers come in no order, and an index over all of them would turn
-- every write of a large record into a random one.
CREATE INDEX journal_item ON journal (month, item);

-- The decision log: hashes of journal rows in tiles of 256, and what was signed.
CREATE TABLE tiles (
    level INTEGER NOT NULL,
    n     INTEGER NOT NULL,
    data  BLOB NOT NULL,
    PRIMARY KEY (level, n)
) WITHOUT ROWID;

CREATE TABLE checkpoints (
    size INTEGER PRIMARY KEY,
    note BLOB NOT NULL
);

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE counters (
    lane  TEXT NOT NULL,
    state TEXT NOT NULL,
    items INTEGER NOT NULL,
    PRIMARY KEY (lane, state)
) WITHOUT ROWID;

CREATE TABLE postings (
    month    TEXT NOT NULL,
    item     TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    n        INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    debit    TEXT NOT NULL,
    credit   TEXT NOT NULL,
    minor    INTEGER NOT NULL,
    places   INTEGER NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (month, item, seq, n)
) WITHOUT ROWID;

CREATE TABLE balances (
    account  TEXT NOT NULL,
    currency TEXT NOT NULL,
    places   INTEGER NOT NULL,
    debit    INTEGER NOT NULL,
    credit   INTEGER NOT NULL,
    PRIMARY KEY (account, currency, places)
) WITHOUT ROWID;

CREATE TABLE cursors (
    follower TEXT PRIMARY KEY,
    seq      INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE users (
    name     TEXT PRIMARY KEY,
    title    TEXT NOT NULL,
    roles    TEXT NOT NULL,
    office   TEXT NOT NULL,
    language TEXT NOT NULL,
    password TEXT NOT NULL,
    disabled INTEGER NOT NULL,
    created  INTEGER NOT NULL
) WITHOUT ROWID;

-- A session is found by the SHA-256 of its token: reading the table opens none.
CREATE TABLE sessions (
    token  BLOB PRIMARY KEY,
    data   BLOB NOT NULL,
    expiry INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_expiry ON sessions (expiry);

CREATE TABLE answers (
    key     TEXT PRIMARY KEY,
    request BLOB NOT NULL,
    status  INTEGER NOT NULL,
    type    TEXT NOT NULL,
    body    BLOB NOT NULL,
    at      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX answers_at ON answers (at);

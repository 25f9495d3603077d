/// The steps from version to version. A released one is never changed.
extension DatabaseSchema {
  static let fourth: StaticString = """
    -- As it was, but for how states are listed: of an IN with more than two SQLite makes a table, for
    -- every row that is written, and so three times for a change of a request.
    CREATE TABLE request_new (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      fingerprint BLOB NOT NULL REFERENCES work (fingerprint),
      part INTEGER NOT NULL,
      slots TEXT NOT NULL,
      attempt INTEGER NOT NULL,
      operation TEXT NOT NULL,
      model TEXT NOT NULL,
      host TEXT NOT NULL,
      body_digest BLOB NOT NULL CHECK (length(body_digest) = 32),
      worst_cost INTEGER,
      begun_at INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (
        state = 'begun' OR state = 'job' OR state = 'answered' OR state = 'unsettled'
        OR state = 'lost' OR state = 'refused' OR state = 'not_taken' OR state = 'failed'
        OR state = 'collected' OR state = 'resent' OR state = 'forgotten'),
      job_id TEXT,
      answer TEXT,
      reason TEXT,
      cost INTEGER,
      settled_at INTEGER,
      CHECK (state <> 'job' OR job_id IS NOT NULL),
      CHECK (state <> 'answered' OR answer IS NOT NULL)
    ) STRICT;
    INSERT INTO request_new SELECT * FROM request;
    DELETE FROM sqlite_sequence WHERE name = 'request_new';
    INSERT INTO sqlite_sequence SELECT 'request_new', seq FROM sqlite_sequence
      WHERE name = 'request';
    DROP TABLE request;
    ALTER TABLE request_new RENAME TO request;
    -- Queries that are to use it say the same, word by word.
    CREATE INDEX request_open ON request (fingerprint) WHERE
      state = 'begun' OR state = 'job' OR state = 'answered' OR state = 'unsettled' OR state = 'lost';

    PRAGMA user_version = 4;
    """

  static let third: StaticString = """
    -- How far the journal has come with what is here: lines after it tell of changes that are not.
    CREATE TABLE journal (
      only INTEGER PRIMARY KEY CHECK (only = 1),
      size INTEGER NOT NULL CHECK (size >= 0)
    ) STRICT;

    PRAGMA user_version = 3;
    """

  static let second: StaticString = """
    -- Which variant others build on, as a person chose it; it holds for this work and these bytes.
    CREATE TABLE pick (
      manifest TEXT NOT NULL,
      asset TEXT NOT NULL,
      fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
      slot INTEGER NOT NULL CHECK (slot >= 1),
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      picked_at INTEGER NOT NULL,
      PRIMARY KEY (manifest, asset)
    ) STRICT, WITHOUT ROWID;

    -- Lock files that say nothing that is not on record. A row goes before the records change.
    CREATE TABLE lock_file (
      path TEXT PRIMARY KEY,
      plan BLOB NOT NULL CHECK (length(plan) = 32),
      size INTEGER NOT NULL,
      mtime_ns INTEGER NOT NULL,
      inode INTEGER NOT NULL,
      device INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    PRAGMA user_version = 2;
    """

  static let first: StaticString = """
    CREATE TABLE work (
      fingerprint BLOB PRIMARY KEY CHECK (length(fingerprint) = 32),
      form TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Numbers are never used twice: the journal names requests by them.
    CREATE TABLE request (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      fingerprint BLOB NOT NULL REFERENCES work (fingerprint),
      part INTEGER NOT NULL,
      slots TEXT NOT NULL,
      attempt INTEGER NOT NULL,
      operation TEXT NOT NULL,
      model TEXT NOT NULL,
      host TEXT NOT NULL,
      body_digest BLOB NOT NULL CHECK (length(body_digest) = 32),
      worst_cost INTEGER,
      begun_at INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('begun', 'job', 'answered', 'unsettled', 'lost',
        'refused', 'not_taken', 'failed', 'collected', 'resent', 'forgotten')),
      job_id TEXT,
      answer TEXT,
      reason TEXT,
      cost INTEGER,
      settled_at INTEGER,
      CHECK (state <> 'job' OR job_id IS NOT NULL),
      CHECK (state <> 'answered' OR answer IS NOT NULL)
    ) STRICT;
    CREATE INDEX request_open ON request (fingerprint)
      WHERE state IN ('begun', 'job', 'answered', 'unsettled', 'lost');

    CREATE TABLE refusal (
      fingerprint BLOB PRIMARY KEY REFERENCES work (fingerprint),
      kind TEXT NOT NULL,
      message TEXT NOT NULL,
      cost INTEGER,
      request INTEGER REFERENCES request (id),
      refused_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE slot (
      fingerprint BLOB NOT NULL REFERENCES work (fingerprint),
      slot INTEGER NOT NULL CHECK (slot >= 1),
      moderated INTEGER NOT NULL CHECK (moderated IN (0, 1)),
      digest BLOB CHECK (length(digest) = 32),
      media_type TEXT,
      byte_count INTEGER,
      width INTEGER,
      height INTEGER,
      milliseconds INTEGER,
      served_model TEXT,
      revised_prompt TEXT,
      provider_request TEXT,
      stored_file TEXT,
      stored_until INTEGER,
      request INTEGER REFERENCES request (id),
      kept_at INTEGER NOT NULL,
      PRIMARY KEY (fingerprint, slot),
      CHECK (moderated = (digest IS NULL)),
      CHECK ((stored_file IS NULL) = (stored_until IS NULL))
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX slot_stored ON slot (digest) WHERE stored_file IS NOT NULL;

    CREATE TABLE derived (
      original BLOB NOT NULL CHECK (length(original) = 32),
      recipe TEXT NOT NULL,
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      media_type TEXT NOT NULL,
      byte_count INTEGER NOT NULL,
      width INTEGER NOT NULL,
      height INTEGER NOT NULL,
      milliseconds INTEGER,
      made_at INTEGER NOT NULL,
      PRIMARY KEY (original, recipe)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE output (
      root TEXT NOT NULL,
      path TEXT NOT NULL,
      manifest TEXT NOT NULL,
      asset TEXT NOT NULL,
      fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
      slot INTEGER NOT NULL,
      original BLOB NOT NULL CHECK (length(original) = 32),
      recipe TEXT NOT NULL,
      digest BLOB NOT NULL CHECK (length(digest) = 32),
      size INTEGER NOT NULL,
      mtime_ns INTEGER NOT NULL,
      inode INTEGER NOT NULL,
      device INTEGER NOT NULL,
      written_at INTEGER NOT NULL,
      PRIMARY KEY (root, path)
    ) STRICT, WITHOUT ROWID;

    -- Under which fingerprint an asset was last written.
    CREATE TABLE asset (
      manifest TEXT NOT NULL,
      asset TEXT NOT NULL,
      fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
      PRIMARY KEY (manifest, asset)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE duration (
      operation TEXT NOT NULL,
      model TEXT NOT NULL,
      mean REAL NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (operation, model)
    ) STRICT, WITHOUT ROWID;

    PRAGMA application_id = 0x5265656C;
    PRAGMA user_version = 1;
    """
}

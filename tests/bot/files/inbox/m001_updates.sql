BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'inbox','m001_updates','2026-11-23 00:00:00');
CREATE TABLE updates (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            update_id INTEGER NOT NULL UNIQUE,
            received_at INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'aside')),
            raw TEXT NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0,
            error TEXT NOT NULL DEFAULT '',
            ended_at INTEGER
        );
INSERT INTO "updates" VALUES(1,101,1795000000,'done','',0,'',1795000001);
INSERT INTO "updates" VALUES(2,102,1795000002,'waiting','{"update_id":102,"message":{"message_id":7,"date":1795000002,"chat":{"id":5,"type":"private","first_name":"Ann"},"from":{"id":5,"is_bot":false,"first_name":"Ann"},"text":"How many?"}}',1,'TimedOut at x.py:1',NULL);
INSERT INTO "updates" VALUES(3,103,1795000003,'aside','{"update_id":103,"message":{"chat":{"id":6}}}',3,'KeyError at y.py:2',1795000010);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX updates_open ON updates (state, number) WHERE state != 'done';
CREATE INDEX updates_ended ON updates (ended_at) WHERE ended_at IS NOT NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('updates',3);
COMMIT;

BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'bot','m001_chats','2026-11-23 00:00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'bot','m002_answers','2026-11-23 00:00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'bot','m003_settings','2026-11-23 00:00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'bot','m004_askers','2026-11-23 00:00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'bot','m005_languages','2026-11-23 00:00:00');
CREATE TABLE answers (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            chat INTEGER NOT NULL,
            message INTEGER NOT NULL,
            person INTEGER,
            reply INTEGER,
            question TEXT NOT NULL,
            understood TEXT NOT NULL,
            note TEXT NOT NULL,
            here TEXT NOT NULL,
            article TEXT NOT NULL,
            digest BLOB NOT NULL,
            verdict TEXT NOT NULL,
            shown TEXT NOT NULL,
            rest TEXT NOT NULL,
            model TEXT NOT NULL,
            asked_at REAL NOT NULL,
            is_continued INTEGER NOT NULL DEFAULT 0, asker INTEGER, language TEXT NOT NULL DEFAULT '',
            UNIQUE (chat, message)
        );
INSERT INTO "answers" VALUES(1,5,10,5,11,'How many?','How many were hurt?','','','storm',X'00','answered','[]','[]','m1',1795000000.5,0,5,'');
CREATE TABLE chats (
            chat INTEGER PRIMARY KEY,
            article TEXT NOT NULL DEFAULT ''
        );
INSERT INTO "chats" VALUES(-77,'idlib-truce');
INSERT INTO "chats" VALUES(5,'storm');
CREATE TABLE departures (
            chat INTEGER PRIMARY KEY,
            left_at INTEGER NOT NULL
        );
INSERT INTO "departures" VALUES(-88,1795000000);
CREATE TABLE feedback (
            answer INTEGER NOT NULL,
            person INTEGER NOT NULL,
            is_liked INTEGER NOT NULL,
            question TEXT NOT NULL,
            asked TEXT NOT NULL,
            article TEXT NOT NULL,
            digest BLOB NOT NULL,
            verdict TEXT NOT NULL,
            start INTEGER NOT NULL,
            stop INTEGER NOT NULL,
            quote TEXT NOT NULL,
            model TEXT NOT NULL,
            given_at INTEGER NOT NULL, chat INTEGER, asker INTEGER,
            PRIMARY KEY (answer, person)
        ) WITHOUT ROWID;
INSERT INTO "feedback" VALUES(1,5,1,'How many were hurt?','How many?','storm',X'00','answered',0,20,'Ten people were hurt','m1',1795000009,5,5);
CREATE TABLE replies (
            chat INTEGER NOT NULL,
            message INTEGER NOT NULL,
            reply INTEGER NOT NULL,
            sent_at INTEGER NOT NULL,
            PRIMARY KEY (chat, message)
        ) WITHOUT ROWID;
INSERT INTO "replies" VALUES(5,10,11,1795000000);
CREATE TABLE settings (
            chat INTEGER PRIMARY KEY,
            who TEXT NOT NULL,
            reports_silence INTEGER NOT NULL,
            language TEXT NOT NULL,
            quiet TEXT NOT NULL,
            zone INTEGER NOT NULL
        );
INSERT INTO "settings" VALUES(-77,'administrators',1,'en','22-7',120);
CREATE TABLE topics (
            chat INTEGER NOT NULL,
            name TEXT NOT NULL,
            question TEXT NOT NULL,
            PRIMARY KEY (chat, name)
        ) WITHOUT ROWID;
INSERT INTO "topics" VALUES(-77,'deaths','How many died?');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX answers_by_person ON answers (chat, person, message);
CREATE INDEX answers_by_reply ON answers (chat, reply);
CREATE INDEX answers_by_time ON answers (asked_at);
CREATE INDEX answers_by_asker ON answers (asker);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('answers',1);
COMMIT;

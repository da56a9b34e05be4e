-- An archive of two articles as it was when the step of this name was the last.
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'index','m001_articles','2026-11-23 01:10:20.942560+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'index','m002_identity','2026-11-23 01:50:00.000000+00:00');
CREATE TABLE articles (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            owner INTEGER,
            origin TEXT NOT NULL,
            title TEXT NOT NULL,
            source TEXT NOT NULL,
            url TEXT NOT NULL,
            published TEXT NOT NULL,
            language TEXT NOT NULL,
            digest BLOB NOT NULL,
            added_at TEXT NOT NULL
        );
INSERT INTO "articles" VALUES(1,'storm-hits-coast',NULL,'https://paper.example/storm','Storm hits coast','The Paper','https://paper.example/storm','2026-11-20','en',X'60BEBC46FA3056B67CAA21D5CE8A7295','2026-11-23T01:10:20+00:00');
INSERT INTO "articles" VALUES(2,'council-votes',-100123,'Council votes','Council votes','','','','en',X'F95FDAEC570EED95F5FC0A257B6562CB','2026-11-23T01:10:20+00:00');
CREATE TABLE changes (
            revision INTEGER PRIMARY KEY AUTOINCREMENT,
            article INTEGER UNIQUE
        );
INSERT INTO "changes" VALUES(1,1);
INSERT INTO "changes" VALUES(2,2);
CREATE TABLE identity (id TEXT NOT NULL);
INSERT INTO "identity" VALUES('0f1e2d3c4b5a69788796a5b4c3d2e1f0');
CREATE TABLE passages (
            article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            heading_start INTEGER,
            heading_end INTEGER,
            PRIMARY KEY (article, number)
        ) WITHOUT ROWID;
INSERT INTO "passages" VALUES(1,0,0,54,NULL,NULL);
INSERT INTO "passages" VALUES(1,1,64,83,56,62);
INSERT INTO "passages" VALUES(2,0,0,29,NULL,NULL);
CREATE TABLE sentences (
            article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
            passage INTEGER NOT NULL,
            number INTEGER NOT NULL,
            start INTEGER NOT NULL,
            "end" INTEGER NOT NULL,
            PRIMARY KEY (article, passage, number)
        ) WITHOUT ROWID;
INSERT INTO "sentences" VALUES(1,0,0,0,32);
INSERT INTO "sentences" VALUES(1,0,1,33,54);
INSERT INTO "sentences" VALUES(1,1,2,64,83);
INSERT INTO "sentences" VALUES(2,0,0,0,29);
CREATE TABLE texts (
            article INTEGER PRIMARY KEY REFERENCES articles (number) ON DELETE CASCADE,
            text TEXT NOT NULL,
            headings TEXT
        );
INSERT INTO "texts" VALUES(1,'A storm hit the coast on Monday. Ten people were hurt.

Relief

Help is on its way.',NULL);
INSERT INTO "texts" VALUES(2,'The council voted on Tuesday.',NULL);
CREATE TABLE topics (
            article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
            name TEXT NOT NULL,
            question TEXT NOT NULL,
            PRIMARY KEY (article, name)
        ) WITHOUT ROWID;
INSERT INTO "topics" VALUES(1,'victims','How many people were hurt?');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE UNIQUE INDEX articles_origin ON articles (origin, ifnull(owner, 0));
CREATE INDEX articles_digest ON articles (digest);
CREATE INDEX articles_owner ON articles (owner) WHERE owner IS NOT NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('changes',2);
INSERT INTO "sqlite_sequence" VALUES('articles',2);
COMMIT;

BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'bot','m001_chats','2026-11-23 00:00:00');
CREATE TABLE chats (
            chat INTEGER PRIMARY KEY,
            article TEXT NOT NULL DEFAULT ''
        );
INSERT INTO "chats" VALUES(-77,'idlib-truce');
INSERT INTO "chats" VALUES(5,'storm');
CREATE TABLE replies (
            chat INTEGER NOT NULL,
            message INTEGER NOT NULL,
            reply INTEGER NOT NULL,
            sent_at INTEGER NOT NULL,
            PRIMARY KEY (chat, message)
        ) WITHOUT ROWID;
INSERT INTO "replies" VALUES(5,10,11,1795000000);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
COMMIT;

/* The tables of accounts (interfaces D; amendments G1): version 2 */
#include "store/truth_file.h"

const char *const truth_account_schema[TRUTH_ACCOUNT_OBJECTS] = {
    /* a number is never used again: AUTOINCREMENT */
    "CREATE TABLE private_account (id INTEGER PRIMARY KEY AUTOINCREMENT, "
    "name TEXT UNIQUE, display TEXT NOT NULL, office TEXT NOT NULL, "
    "tier INTEGER NOT NULL, password TEXT, disabled INTEGER NOT NULL "
    "DEFAULT 0, approved_by INTEGER, made INTEGER NOT NULL, "
    "made_by INTEGER NOT NULL, signed_in INTEGER NOT NULL DEFAULT 0) STRICT",
    "CREATE TABLE private_right (account INTEGER NOT NULL, "
    "right INTEGER NOT NULL, who TEXT NOT NULL, until INTEGER NOT NULL, "
    "by INTEGER NOT NULL, PRIMARY KEY (account, right, who)) "
    "STRICT, WITHOUT ROWID",
    "CREATE TABLE private_factor (id INTEGER PRIMARY KEY, "
    "account INTEGER NOT NULL, kind INTEGER NOT NULL, secret BLOB NOT NULL, "
    "label TEXT NOT NULL, step INTEGER NOT NULL DEFAULT 0, "
    "made INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0) STRICT",
    "CREATE INDEX private_factor_account ON private_factor (account)",
    "CREATE TABLE private_recovery (account INTEGER NOT NULL, "
    "hash BLOB NOT NULL CHECK (length(hash) = 32), "
    "PRIMARY KEY (account, hash)) STRICT, WITHOUT ROWID",
    "CREATE TABLE private_challenge (nonce BLOB PRIMARY KEY, "
    "until INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE private_enrolment (account INTEGER PRIMARY KEY, "
    "hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32), "
    "until INTEGER NOT NULL, with_factor INTEGER NOT NULL) STRICT",
    "CREATE TABLE private_session (id INTEGER PRIMARY KEY AUTOINCREMENT, "
    "account INTEGER NOT NULL, hash BLOB NOT NULL UNIQUE "
    "CHECK (length(hash) = 32), started INTEGER NOT NULL, "
    "seen INTEGER NOT NULL, factor INTEGER NOT NULL, "
    "ended INTEGER NOT NULL DEFAULT 0) STRICT",
    "CREATE INDEX private_session_account ON private_session (account)",
    /* by name, so that unknown names wait as long as known ones */
    "CREATE TABLE private_lock (name BLOB PRIMARY KEY "
    "CHECK (length(name) = 32), count INTEGER NOT NULL, "
    "last INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE private_failure (id INTEGER PRIMARY KEY, "
    "address TEXT NOT NULL, at INTEGER NOT NULL) STRICT",
    "CREATE INDEX private_failure_address ON private_failure (address, at)",
    "CREATE TABLE private_token (id INTEGER PRIMARY KEY AUTOINCREMENT, "
    "account INTEGER NOT NULL, hash BLOB NOT NULL UNIQUE "
    "CHECK (length(hash) = 32), office TEXT NOT NULL, label TEXT NOT NULL, "
    "rights INTEGER NOT NULL, made INTEGER NOT NULL, "
    "until INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0, "
    "revoked INTEGER NOT NULL DEFAULT 0) STRICT",
    "CREATE TABLE private_draft (id TEXT PRIMARY KEY, "
    "account INTEGER NOT NULL, form TEXT NOT NULL, title TEXT NOT NULL, "
    "content BLOB, made INTEGER NOT NULL, touched INTEGER NOT NULL, "
    "entry INTEGER) STRICT",
    "CREATE INDEX private_draft_account ON private_draft (account, touched)",
};

package store

import sqlite3 "modernc.org/sqlite/lib"

// EngineVersion is the version of the SQLite that is built in.
func EngineVersion() string { return sqlite3.SQLITE_VERSION }

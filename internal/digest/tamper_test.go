package digest

import (
	"database/sql"
	"testing"

	_ "modernc.org/sqlite" // to write where no door leads
)

// tamper changes a database behind the program's back.
func tamper(t *testing.T, file, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
}

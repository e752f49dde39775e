package store

import (
	"context"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestDeliveriesAreClaimedOnce(t *testing.T) {
	ctx, now := context.Background(), time.Date(2026, 3, 12, 8, 0, 0, 0, time.UTC)
	file := filepath.Join(t.TempDir(), "d.db")
	open := func() *DB {
		db, err := Open(ctx, file, Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		return db
	}
	a, b := open(), open()
	what := Delivery{Recipient("mail", "reader@example.org"), "day/2026-03-11"}
	claim := func(db *DB, at time.Time, force bool) (int, bool) {
		t.Helper()
		n, ok, err := db.Claim(ctx, what, at, force)
		if err != nil {
			t.Fatal(err)
		}
		return n, ok
	}
	var got atomic.Int32
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			if _, ok, err := []*DB{a, b}[i%2].Claim(ctx, what, now, false); err != nil {
				t.Error(err)
			} else if ok {
				got.Add(1)
			}
		})
	}
	all.Wait()
	if got.Load() != 1 {
		t.Fatalf("%d claimed one delivery", got.Load())
	}
	settle := func(state DeliveryState, next time.Time) {
		t.Helper()
		if err := a.Settle(ctx, what, state, next, "no"); err != nil {
			t.Fatal(err)
		}
	}
	settle(DeliveryDue, now.Add(time.Hour))
	if _, ok := claim(a, now.Add(time.Minute), false); ok {
		t.Error("claimed before it was due")
	}
	if n, ok := claim(a, now.Add(time.Minute), true); !ok || n != 1 {
		t.Errorf("forced: %d %v", n, ok)
	}
	settle(DeliveryDue, now.Add(2*time.Hour))
	if n, ok := claim(b, now.Add(3*time.Hour), false); !ok || n != 2 {
		t.Errorf("due again: %d %v", n, ok)
	}
	if waiting, lost, err := a.Undelivered(ctx); err != nil || waiting+lost != 0 {
		t.Errorf("while it is sent: %d %d %v", waiting, lost, err)
	}
	if n, err := a.Abandon(ctx, now.Add(3*time.Hour+time.Minute)); err != nil || n != 0 {
		t.Errorf("abandoned at once: %d %v", n, err)
	}
	if n, err := a.Abandon(ctx, now.Add(4*time.Hour)); err != nil || n != 1 {
		t.Errorf("abandoned: %d %v", n, err)
	}
	for _, force := range []bool{false, true} {
		if _, ok := claim(a, now.AddDate(1, 0, 0), force); ok {
			t.Error("what nobody knows to have arrived is sent again")
		}
	}
	if _, lost, err := a.Undelivered(ctx); err != nil || lost != 1 {
		t.Errorf("%d lost, %v", lost, err)
	}
}

func TestDeliveriesBeginWithWhatComesLater(t *testing.T) {
	ctx, now := context.Background(), time.Now()
	db, err := Open(ctx, filepath.Join(t.TempDir(), "d.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for i, want := range []bool{true, false} {
		if first, err := db.Begin(ctx, "r", "search x", []string{"a", "b"}, now); err != nil || first != want {
			t.Errorf("time %d: %v %v", i, first, err)
		}
	}
	for entry, want := range map[string]bool{"a": false, "b": false, "c": true} {
		if _, ok, err := db.Claim(ctx, Delivery{"r", entry}, now, false); err != nil || ok != want {
			t.Errorf("%s: %v %v", entry, ok, err)
		}
	}
	if _, ok, err := db.Claim(ctx, Delivery{"r", "b"}, now, true); err != nil || !ok {
		t.Errorf("what was there before, asked for by hand: %v %v", ok, err)
	}
}

func TestForgetKeepsWhatWasAskedForAndWhatIsDue(t *testing.T) {
	ctx, now := context.Background(), time.Now()
	db, err := Open(ctx, filepath.Join(t.TempDir(), "d.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Begin(ctx, "r", "alert tag:law/x", []string{"tag:d,2026:old"}, now); err != nil {
		t.Fatal(err)
	}
	if err := db.Mute(ctx, "r", "day", true, now); err != nil {
		t.Fatal(err)
	}
	for entry, state := range map[string]DeliveryState{"edition day 2026-03-12": DeliverySent, "cipherdesk:withdrawal/1": DeliveryGivenUp, "tag:d,2026:due": DeliveryDue} {
		if _, _, err := db.Claim(ctx, Delivery{"r", entry}, now, false); err != nil {
			t.Fatal(err)
		}
		if err := db.Settle(ctx, Delivery{"r", entry}, state, now, ""); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		before time.Time
		left   map[string]bool
	}{
		{now.Add(-time.Second), map[string]bool{"alert tag:law/x": true, "muted day": true, "tag:d,2026:due": true, "tag:d,2026:old": true, "edition day 2026-03-12": true, "cipherdesk:withdrawal/1": true}},
		{now.Add(time.Second), map[string]bool{"alert tag:law/x": true, "muted day": true, "tag:d,2026:due": true, "tag:d,2026:old": false, "edition day 2026-03-12": false, "cipherdesk:withdrawal/1": false}},
	} {
		if err := db.Forget(ctx, step.before); err != nil {
			t.Fatal(err)
		}
		for entry, want := range step.left {
			if _, found, err := db.DeliveryOf(ctx, Delivery{"r", entry}); found != want || err != nil {
				t.Errorf("%s: %v %v", entry, found, err)
			}
		}
	}
}

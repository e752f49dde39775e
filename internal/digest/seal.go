package digest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// When an edition is sealed. The grace lets pages of the last hour be read and
// events settle; who reads at breakfast reads a sealed edition. What was not
// sealed within a week of its end is left unsealed: by then we know things that
// nobody knew at its end.
const (
	Grace     = 2 * time.Hour
	sealUntil = 7 * 24 * time.Hour
)

// lateWithin is how long after a day's end a story of that day is still given
// to the present edition, as a late find.
const lateWithin = 3 * 24 * time.Hour

// Maker is who makes an edition, and by what.
type Maker struct {
	Desk    string // title of the desk
	Program string // version of the program
	Rules   string // version of the analyser
	Sample  bool   // everything in it is invented
}

// Sealer seals editions once they are over. It is used by one goroutine at a
// time; several processes may each have one on the same database.
type Sealer struct {
	DB    *store.DB
	Zone  *time.Location
	Clock func() time.Time
	Log   *slog.Logger
	Maker

	looked int64     // generation of the database at the last look
	next   time.Time // when another edition can be due
}

// Seal seals every edition that is due and gives late finds to the present one.
// It costs nothing while nothing has changed.
func (s *Sealer) Seal(ctx context.Context) error {
	now := s.Clock()
	generation, err := s.DB.Generation(ctx)
	if err != nil || generation == s.looked && now.Before(s.next) {
		return err
	}
	for _, p := range s.due(now) {
		if err := s.sealOne(ctx, p, now); err != nil {
			return fmt.Errorf("seal the %s %s: %w", p.Length, p.Name(), err)
		}
	}
	moved, err := s.DB.PlaceLate(ctx, now.Add(-lateWithin), now)
	if err != nil {
		return fmt.Errorf("late finds: %w", err)
	}
	if moved > 0 {
		s.Log.Info("late finds go to the present edition", "stories", moved)
	}
	s.next = PeriodAt(Day, now.Add(-Grace), s.Zone).End.Add(Grace)
	s.looked, err = s.DB.Generation(ctx)
	return err
}

// Run seals what becomes due until ctx ends.
func (s *Sealer) Run(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		if err := news.Guarded(func() error { return s.Seal(ctx) }); err != nil && ctx.Err() == nil {
			s.Log.Error("editions", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// due lists the periods that ended long enough ago and not too long ago, in
// the order of their ends.
func (s *Sealer) due(now time.Time) []Period {
	var all []Period
	for day := PeriodAt(Day, now.Add(-Grace-sealUntil), s.Zone); !day.End.Add(Grace).After(now); day = day.Next() {
		if day.End.Add(Grace + sealUntil).Before(now) {
			continue
		}
		all = append(all, day)
		for _, length := range []Length{Week, Month} {
			if p := PeriodAt(length, day.Start, s.Zone); p.End.Equal(day.End) {
				all = append(all, p)
			}
		}
	}
	return all
}

// sealOne seals one edition, unless it is sealed already, all that it has came
// with first polls, or it is empty because nobody was asked in its time.
func (s *Sealer) sealOne(ctx context.Context, p Period, now time.Time) error {
	_, err := s.DB.SealedEdition(ctx, string(p.Length), p.Name())
	if !errors.Is(err, news.ErrNotFound) {
		return err
	}
	asked, err := s.DB.AskedIn(ctx, p.Start, p.End)
	if err != nil {
		return err
	}
	for {
		from, err := s.DB.Basis(ctx)
		if err != nil {
			return err
		}
		l := loader{Reader: s.DB.Reader, o: Options{Now: now, Shelf: &Shelf{}}}
		if err := l.follow(ctx); err != nil {
			return err
		}
		e, err := l.make(ctx, p)
		if err != nil || e.Reconstructed > 0 || e.Empty() && asked.Requests == 0 {
			return err
		}
		e.Early, e.Reading.Asked = Block{}, &asked
		e.Seal = &Seal{At: now, Before: from.Before}
		made, err := s.DB.MadeFrom(ctx, storiesOf(&e))
		if err != nil {
			return err
		}
		sealed, err := s.take(&e, made)
		if err != nil {
			return err
		}
		if err = s.DB.SealEdition(ctx, sealed, from); errors.Is(err, store.ErrMoved) {
			continue
		}
		if errors.Is(err, news.ErrInvalid) { // another process was quicker
			return nil
		}
		if err == nil {
			s.Log.Info("edition sealed", string(p.Length), p.Name(), "stories", e.Articles, "id", sealed.ID)
		}
		return err
	}
}

// take takes an edition apart, as it is stored. made tells what each of its
// texts was made from.
func (m Maker) take(e *Edition, made map[news.ArticleID]store.Made) (store.SealedEdition, error) {
	f := writer{made}.edition(e)
	f.Desk, f.Program, f.Rules, f.Sample = m.Desk, m.Program, m.Rules, m.Sample
	whole, err := tree(f)
	if err != nil {
		return store.SealedEdition{}, err
	}
	p := e.Period
	out := store.SealedEdition{Length: string(p.Length), Name: p.Name(), Zone: f.Zone, Start: p.Start, End: p.End, Stories: e.Articles, Outlets: e.Outlets}
	if e.Seal != nil {
		out.Sealed = e.Seal.At
	}
	out.Frame = Canonical(split(whole, func(p store.Part) { out.Parts = append(out.Parts, p) }))
	out.ID = news.DigestOf(out.Frame)
	if p.Length == Day {
		out.Articles = e.all
	}
	return out, nil
}

package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/enrich"
	"cipherdesk/internal/news"

	"github.com/spf13/cobra"
)

func whyCommand(e *env) *cobra.Command {
	var expected string
	c := &cobra.Command{
		Use:   "why URL [--event EVENT]",
		Short: "Where an address stands: fetched, extracted, tagged, in which event, and why",
		Long: "Says at which stage an address stands and on what that rests. With --event it says why the article\n" +
			"is not in that event: how close it comes, what the two share, and what was missing. Nothing is fetched.",
		Args: exactly("URL"),
		RunE: func(c *cobra.Command, args []string) error { return why(c.Context(), e, args[0], expected) },
	}
	c.Flags().StringVar(&expected, "event", "", "id or page of the event in which you expected it")
	return c
}

// placedAmong is how many articles of the same weeks are read to say why one is not
// in an event.
const placedAmong = 2000

func why(ctx context.Context, e *env, url, expected string) error {
	d, err := e.openDesk(ctx)
	if err != nil {
		return err
	}
	defer d.close()
	s, err := digest.StandingOf(ctx, d.db.Reader, url)
	if err != nil {
		return err
	}
	id := news.EventID(expected[strings.LastIndexByte(expected, '/')+1:])
	if err := s.PlaceIt(ctx, d.db.Reader, id, placedAmong); err != nil {
		return fmt.Errorf("%w; 'cipherdesk event list' shows those that there are", err)
	}
	w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
	line := func(what, format string, a ...any) { fmt.Fprintf(w, "%s\t%s\n", what, fmt.Sprintf(format, a...)) }
	line("address", "%s", s.Canonical)
	switch {
	case s.Tomb != nil:
		line("withdrawn", "by the desk on %s: %s", s.Tomb.At.Format("2 January 2006"), s.Tomb.Reason)
	case s.Found == nil:
		unknown(s, line)
	default:
		stands(s, d.config.Desk.BaseURL, line)
	}
	return w.Flush()
}

// liner prints one stage.
type liner func(what, format string, a ...any)

func unknown(s digest.Standing, line liner) {
	line("known", "no: no feed that we read has named this address, and nobody added it")
	for _, o := range s.Outlets {
		line("its outlet", "%s", o.Outlet.Name)
		for _, f := range o.Feeds {
			asked := "never asked"
			if !f.Last.IsZero() {
				asked = "asked " + f.Last.Format("2006-01-02 15:04 MST")
			}
			line("", "%s: %s, %s", f.Spec.URL, f.Status, asked)
		}
	}
	if len(s.Outlets) == 0 {
		line("its outlet", "%s belongs to no outlet of this desk", s.Host)
	}
	line("to add it", "cipherdesk add %s", s.Canonical)
}

func stands(s digest.Standing, base string, line liner) {
	f := s.Found
	line("known", "%q, %s, since %s", f.Title, f.OutletName, f.FirstSeen.Format("2006-01-02 15:04 MST"))
	line("", "%s/article/%s", base, f.ID)
	if p := s.LastFetch; p != nil {
		line("its page", "%s", strings.TrimSpace(fmt.Sprintf("asked %s: %d %s %s", p.At.Format("2006-01-02 15:04 MST"), p.Status, p.Outcome, p.Error)))
	} else {
		line("its page", "never asked: its feed says enough, or title and summary do not reach encryption")
	}
	line("text", "%d words from the %s by %s, %d blocks left out, %d versions", f.Words, f.Text.Origin, f.Text.Version, len(f.Text.Cuts), f.Row.Revisions)
	passing, yes := enrich.Thresholds()
	line("story", "%s: score %.2f; it mentions encryption from %.2f, and is a story from %.2f", f.Row.Story, f.Score, passing, yes)
	for _, span := range f.Findings.Story.Evidence[:min(3, len(f.Findings.Story.Evidence))] {
		line("", "%s %d–%d %q (%s)", span.Field, span.Start, span.End, span.Quote, span.Rule)
	}
	for _, t := range f.Findings.Tags {
		words := ""
		if len(t.Evidence) > 0 {
			words = fmt.Sprintf("%q (%s)", t.Evidence[0].Quote, t.Evidence[0].Rule)
		}
		line("tag", "%s %.2f %s", t.Tag, t.Score, words)
	}
	switch {
	case s.SameAs != nil:
		line("same text", "as %s, %s", s.SameAs.OutletName, s.SameAs.URL)
	case len(f.Copies) > 0:
		line("same text", "%d articles carry it", len(f.Copies))
	default:
		line("same text", "no shared text found")
	}
	inEvent(s, line)
}

func inEvent(s digest.Standing, line liner) {
	switch {
	case s.Event != nil:
		line("event", "%q, %d articles, score %.2f", s.Event.Title, len(s.Event.Members), s.Found.Member.Score)
		for _, r := range s.Found.Member.Why {
			line("", "%s", reasonLine(r))
		}
	case len(s.Place.Why) > 0:
		line("event", "none: %s", strings.Join(s.Place.Why, "; "))
	default:
		line("event", "none: no other article about the same event was found")
	}
	if x := s.Expected; x != nil && x.ID == s.Found.Event {
		line("expected in", "the event that it is in")
	}
	for _, near := range s.Place.Near {
		what := "nearest other"
		if x := s.Expected; x != nil && near.Event == x.ID {
			what = "why not there"
		}
		notIn(what, near, line)
	}
}

// notIn says why an article is not in an event.
func notIn(what string, near news.Nearby, line liner) {
	line(what, "%q (%s): closeness %.3f of the %.2f that a member needs", near.Title, near.Event, near.Score, near.Needed)
	for _, m := range near.Missing {
		line("", "%s", m)
	}
	for _, r := range near.Shared {
		line("", "shares %s", reasonLine(r))
	}
	if len(near.Lacks) > 0 {
		line("", "most members say, and it does not: %q", near.Lacks)
	}
}

func reasonLine(r news.Reason) string {
	if r.Words == "" {
		return r.Kind
	}
	return r.Kind + ": " + r.Words
}

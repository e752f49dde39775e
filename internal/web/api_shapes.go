package web

import (
	"context"
	"fmt"
	"strings"
	"time"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// The shapes of the API. What is unknown is null, never an empty string.

type articleJSON struct {
	ID         news.ArticleID `json:"id"`
	URL        string         `json:"url"`
	Aliases    []string       `json:"aliases"`
	Outlet     news.OutletID  `json:"outlet"`
	Title      *string        `json:"title"`
	Byline     []string       `json:"byline"`
	Published  *claimJSON     `json:"published"`
	FirstSeen  time.Time      `json:"first_seen"`
	Language   *string        `json:"language"`
	Excerpt    *string        `json:"excerpt"`
	Story      storyJSON      `json:"story"`
	Tags       []tagJSON      `json:"tags"`
	EventID    *news.EventID  `json:"event_id"`
	Revisions  int            `json:"revisions"`
	SameTextAs *string        `json:"same_text_as"`
}

type claimJSON struct {
	Time      string         `json:"time"`
	Precision news.Precision `json:"precision"`
	Zone      news.Zone      `json:"zone"`
	Origin    news.Origin    `json:"origin"`
}

type storyJSON struct {
	Verdict news.Verdict `json:"verdict"`
	Score   float64      `json:"score"`
}

type tagJSON struct {
	Tag   string  `json:"tag"`
	Score float64 `json:"score"`
}

// fullJSON is an article with all that was found; its count of versions gives
// way to the versions themselves.
type fullJSON struct {
	articleJSON
	Dates     []dateJSON     `json:"dates"`
	Items     []itemJSON     `json:"items"`
	Copies    []string       `json:"copies"`
	Archive   *string        `json:"archive"`
	Revisions []revisionJSON `json:"revisions"`
	Citations []citationJSON `json:"citations"`
	Figures   []figureJSON   `json:"figures"`
	Fetches   []fetchJSON    `json:"fetches"`
	Rights    *string        `json:"rights_note"`
	Sample    bool           `json:"sample,omitempty"`
}

// evidenceJSON is a span. Quote is null where the right of quotation is spent:
// the place is still told.
type evidenceJSON struct {
	Field news.Field `json:"field"`
	Start int        `json:"start"`
	End   int        `json:"end"`
	Quote *string    `json:"quote"`
}

type citationJSON struct {
	Kind         news.CitationKind `json:"kind"`
	Relation     *string           `json:"relation"`
	Speaker      *string           `json:"speaker"`
	Role         *string           `json:"role"`
	Organisation *string           `json:"organisation"`
	Verb         *string           `json:"verb"`
	Source       *string           `json:"source"`
	URL          *string           `json:"url"`
	Evidence     []evidenceJSON    `json:"evidence"`
}

type figureJSON struct {
	Value     *float64       `json:"value"`
	ValueMax  *float64       `json:"value_max"`
	Unit      *string        `json:"unit"`
	Bound     news.Bound     `json:"bound"`
	Subject   *string        `json:"subject"`
	Period    *string        `json:"period"`
	Estimator *string        `json:"estimator"`
	Conduit   *string        `json:"conduit"`
	Evidence  []evidenceJSON `json:"evidence"`
}

// ledgerJSON is a figure with the article that states it.
type ledgerJSON struct {
	ArticleID news.ArticleID `json:"article_id"`
	Outlet    news.OutletID  `json:"outlet"`
	FirstSeen time.Time      `json:"first_seen"`
	figureJSON
}

type fetchJSON struct {
	ID      news.FetchID `json:"id"`
	Outlet  *string      `json:"outlet"`
	Article *string      `json:"article_id"`
	Purpose news.Purpose `json:"purpose"`
	URL     string       `json:"url"`
	Final   *string      `json:"final_url"`
	At      time.Time    `json:"at"`
	TookMS  int64        `json:"took_ms"`
	Status  *int         `json:"status"`
	Outcome news.Outcome `json:"outcome"`
	Error   *string      `json:"error"`
	Wire    int64        `json:"bytes_received"`
	Size    int64        `json:"bytes_decompressed"`
	Digest  *string      `json:"sha256"`
	Waited  float64      `json:"waited_seconds"`
	Items   int          `json:"items"`
	New     int          `json:"new"`
	Changed int          `json:"changed"`
	Repairs []string     `json:"repairs"`
}

type revisionJSON struct {
	N         int        `json:"n"`
	SeenAt    time.Time  `json:"seen_at"`
	Title     *string    `json:"title"`
	Published *claimJSON `json:"published"`
	Words     int        `json:"words"`
	Digest    *string    `json:"sha256"`
	Extractor *string    `json:"extractor"`
	Gone      bool       `json:"gone"`
	Changed   []string   `json:"changed"`
	Small     bool       `json:"small"`
	Added     int        `json:"words_added"`
	Removed   int        `json:"words_removed"`
}

// dateJSON is one of the dates that an article claims, with why it is not
// believed.
type dateJSON struct {
	claimJSON
	Raw   *string `json:"raw"`
	Doubt *string `json:"doubt"`
}

// itemJSON is an entry of a feed that announced the article.
type itemJSON struct {
	GUID      string    `json:"guid"`
	FirstSeen time.Time `json:"first_seen"`
}

type eventJSON struct {
	ID          news.EventID     `json:"id"`
	Title       string           `json:"title"`
	TitleBy     string           `json:"title_by"`
	Started     time.Time        `json:"started"`
	Articles    []news.ArticleID `json:"articles"`
	Outlets     int              `json:"outlets"`
	Origins     int              `json:"origins_at_most"`
	OriginsWhy  []string         `json:"origins_why"`
	FirstReport firstReportJSON  `json:"first_report"`
	Members     []memberJSON     `json:"members"`
	Sample      bool             `json:"sample,omitempty"`
}

type firstReportJSON struct {
	Source    *string              `json:"source"`
	Kind      news.FirstReportKind `json:"kind"`
	Article   *string              `json:"article_id"`
	At        *time.Time           `json:"at"`
	By        []news.ArticleID     `json:"by"`
	Evidence  []creditJSON         `json:"evidence"`
	Contested []contestJSON        `json:"contested"`
}

type creditJSON struct {
	ArticleID news.ArticleID `json:"article_id"`
	evidenceJSON
}

type contestJSON struct {
	Source   string        `json:"source"`
	Relation news.Relation `json:"relation"`
	Evidence []creditJSON  `json:"evidence"`
}

type memberJSON struct {
	ArticleID news.ArticleID `json:"article_id"`
	Score     float64        `json:"score"`
	Why       []news.Reason  `json:"why"`
}

type outletJSON struct {
	ID              news.OutletID `json:"id"`
	Name            string        `json:"name"`
	Home            *string       `json:"home"`
	Kind            news.Kind     `json:"kind"`
	Country         *string       `json:"country"`
	Languages       []string      `json:"languages"`
	Owner           *string       `json:"owner"`
	DerivativeOf    *string       `json:"derivative_of"`
	DerivativeBasis *string       `json:"derivative_basis"`
	Enabled         bool          `json:"enabled"`
	Entity          bool          `json:"entity"`
	Articles        int           `json:"articles"`
	Stories         int           `json:"stories"`
	Newest          *time.Time    `json:"newest"`
	Requests        int           `json:"requests"`
	NotModified     int           `json:"not_modified"`
	Bytes           int64         `json:"bytes_received"`
	WaitedSeconds   float64       `json:"waited_seconds"`
	Feeds           []feedJSON    `json:"feeds"`
}

type feedJSON struct {
	URL       string          `json:"url"`
	Kind      news.FeedKind   `json:"kind"`
	Cron      *string         `json:"cron"`
	Status    news.FeedStatus `json:"status"`
	Since     *time.Time      `json:"since"`
	LastPoll  *time.Time      `json:"last_poll"`
	NextPoll  *time.Time      `json:"next_poll"`
	LastError *string         `json:"last_error"`
}

// known turns an empty value into null.
func known[T ~string](s T) *string {
	if s == "" {
		return nil
	}
	v := string(s)
	return &v
}

func knownTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// each prints a list, [] when there is nothing, never null.
func each[A, B any](list []A, f func(A) B) []B {
	out := make([]B, 0, len(list))
	for _, a := range list {
		out = append(out, f(a))
	}
	return out
}

func same[A any](a A) A { return a }

func claimOf(c news.Claim) *claimJSON {
	if !c.Known() {
		return nil
	}
	zone := c.Zone
	if zone == "" {
		zone = news.ZoneUnknown
	}
	return &claimJSON{c.String(), c.Precision, zone, c.Origin}
}

func articleOf(r news.Row) articleJSON {
	return articleJSON{
		ID: r.ID, URL: r.URL, Aliases: each(r.Aliases, same[string]), Outlet: r.Outlet, Title: known(r.Title),
		Byline: each(r.Byline, same[string]), Published: claimOf(r.Published), FirstSeen: r.FirstSeen.UTC(),
		Language: known(r.Language), Excerpt: known(digest.Excerpt(r)), Story: storyJSON{r.Story, r.Score},
		Tags:    each(r.Tags, func(t news.Tag) tagJSON { return tagJSON{t.Tag, t.Score} }),
		EventID: (*news.EventID)(known(r.Event)), Revisions: r.Revisions, SameTextAs: known(r.SameTextAs),
	}
}

func (s *site) fullOf(f news.Full) fullJSON {
	allowed := digest.Allow(pieceOf(f))
	full := fullJSON{
		articleJSON: articleOf(f.Row),
		Dates:       each(f.Text.Dates, dateOf),
		Items:       each(f.Items, func(it news.Item) itemJSON { return itemJSON{it.GUID, it.FirstSeen.UTC()} }),
		Copies:      each(f.Copies, func(id news.ArticleID) string { return string(id) }),
		Archive:     known(s.captured(f)),
		Revisions:   each(f.Revisions, revisionOf),
		Citations:   each(f.Findings.Citations, func(c news.Citation) citationJSON { return citationOf(c, allowed) }),
		Figures:     each(f.Findings.Figures, func(g news.Figure) figureJSON { return figureOf(g, allowed) }),
		Fetches:     each(f.Fetches, fetchOf),
		Rights:      known(allowed.Why),
		Sample:      s.o.Sample,
	}
	full.Excerpt = known(allowed.Excerpt)
	return full
}

func evidenceOf(spans []news.Span, allowed digest.Allowance) []evidenceJSON {
	return each(spans, func(s news.Span) evidenceJSON {
		if shown, ok := allowed.Passage(s); ok {
			return evidenceJSON{shown.Field, shown.Start, shown.End, &shown.Quote}
		}
		return evidenceJSON{s.Field, s.Start, s.End, nil}
	})
}

func citationOf(c news.Citation, allowed digest.Allowance) citationJSON {
	return citationJSON{
		Kind: c.Kind, Relation: known(c.Relation), Speaker: known(c.Speaker), Role: known(c.Role),
		Organisation: known(c.Organisation), Verb: known(c.Verb), Source: known(c.Source), URL: known(c.URL),
		Evidence: evidenceOf(c.Evidence, allowed),
	}
}

func figureOf(f news.Figure, allowed digest.Allowance) figureJSON {
	return figureJSON{
		Value: f.Value, ValueMax: f.ValueMax, Unit: known(f.Unit), Bound: f.Bound, Subject: known(f.Subject),
		Period: known(f.Period), Estimator: known(f.Estimator), Conduit: known(f.Conduit),
		Evidence: evidenceOf(f.Evidence, allowed),
	}
}

func fetchOf(f news.Fetch) fetchJSON {
	j := fetchJSON{
		ID: f.ID, Outlet: known(f.Outlet), Article: known(f.Article), Purpose: f.Purpose, URL: f.URL, At: f.At.UTC(),
		TookMS: f.Took.Milliseconds(), Outcome: f.Outcome, Error: known(f.Error), Wire: f.Wire, Size: f.Size,
		Digest: known(f.Digest), Waited: f.Waited.Seconds(), Items: f.Items, New: f.New, Changed: f.Changed,
		Repairs: each(f.Repairs, same[string]),
	}
	if f.Final != f.URL {
		j.Final = known(f.Final)
	}
	if f.Status != 0 {
		j.Status = &f.Status
	}
	return j
}

func revisionOf(r news.Revision) revisionJSON {
	return revisionJSON{
		N: r.N, SeenAt: r.SeenAt.UTC(), Title: known(r.Text.Title), Published: claimOf(r.Text.Published),
		Words: len(strings.Fields(r.Text.Body)), Digest: known(r.Digest), Extractor: known(r.Text.Version), Gone: r.Gone,
		Changed: each(r.Change.Parts(), same[string]), Small: r.Change.Small, Added: r.Change.Added, Removed: r.Change.Removed,
	}
}

func dateOf(c news.Claim) dateJSON {
	d := dateJSON{Raw: known(c.Raw), Doubt: known(c.Doubt)}
	if known := claimOf(c); known != nil {
		d.claimJSON = *known
	}
	return d
}

func (s *site) eventOf(ctx context.Context, row news.EventRow) (eventJSON, error) {
	fr := row.FirstReport
	credits, err := s.creditsOf(ctx, fr)
	if err != nil {
		return eventJSON{}, err
	}
	return eventJSON{
		ID: row.ID, Title: row.Title, TitleBy: row.TitleBy, Started: row.Started.UTC(),
		Articles: each(row.Rows, func(r news.Row) news.ArticleID { return r.ID }),
		Outlets:  row.Outlets, Origins: row.Origins, OriginsWhy: each(row.OriginsWhy, same[string]),
		FirstReport: firstReportJSON{
			Source: known(fr.Source), Kind: fr.Kind, Article: known(fr.Article), At: knownTime(fr.At), By: each(fr.By, same[news.ArticleID]),
			Evidence: each(fr.Evidence, credits),
			Contested: each(fr.Contested, func(c news.Contest) contestJSON {
				return contestJSON{c.Source, c.Relation, each(c.Evidence, credits)}
			}),
		},
		Members: each(row.Members, func(m news.Member) memberJSON {
			return memberJSON{m.Article, m.Score, each(m.Why, shortReason)}
		}),
		Sample: s.o.Sample,
	}, nil
}

// creditsOf returns how to print the words of a first report within each
// article's allowance.
func (s *site) creditsOf(ctx context.Context, fr news.FirstReport) (func(news.CreditEvidence) creditJSON, error) {
	var ids []news.ArticleID
	for _, e := range fr.Evidence {
		ids = append(ids, e.Article)
	}
	for _, c := range fr.Contested {
		for _, e := range c.Evidence {
			ids = append(ids, e.Article)
		}
	}
	pieces, err := s.store.PiecesOf(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("texts that credit: %w", err)
	}
	return func(e news.CreditEvidence) creditJSON {
		var allowed digest.Allowance
		if p, ok := pieces[e.Article]; ok {
			allowed = digest.Allow(p)
		}
		return creditJSON{e.Article, evidenceOf([]news.Span{e.Span}, allowed)[0]}
	}, nil
}

func shortReason(r news.Reason) news.Reason {
	r.Words = digest.Shorten(r.Words, longestReason)
	return r
}

func (s *site) ledgerOf(ctx context.Context, rows []store.FigureRow) ([]ledgerJSON, error) {
	var ids []news.ArticleID
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	pieces, err := s.store.PiecesOf(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("texts of the figures: %w", err)
	}
	return each(rows, func(row store.FigureRow) ledgerJSON {
		return ledgerJSON{row.ID, row.Outlet, row.FirstSeen.UTC(), figureOf(row.Figure, digest.Allow(pieces[row.ID]))}
	}), nil
}

func outletOf(o news.OutletState) outletJSON {
	return outletJSON{
		ID: o.Outlet.ID, Name: o.Outlet.Name, Home: known(o.Outlet.Home), Kind: o.Outlet.Kind, Country: known(o.Outlet.Country),
		Languages: each(o.Outlet.Languages, same[string]), Owner: known(o.Outlet.Owner), DerivativeOf: known(o.Outlet.DerivativeOf),
		DerivativeBasis: known(o.Outlet.DerivativeBasis), Enabled: o.Outlet.Enabled, Entity: o.Outlet.Entity,
		Articles: o.Articles, Stories: o.Stories, Newest: knownTime(o.LastNew), Requests: o.Requests, NotModified: o.NotModified,
		Bytes: o.Bytes, WaitedSeconds: o.Waited.Seconds(),
		Feeds: each(o.Feeds, func(f news.FeedState) feedJSON {
			return feedJSON{f.Spec.URL, f.Spec.Kind, known(f.Spec.Cron), f.Status, knownTime(f.Since), knownTime(f.Last), knownTime(f.Due), known(f.LastError)}
		}),
	}
}

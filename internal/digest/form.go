package digest

import (
	"time"

	"cipherdesk/internal/news"
)

// Form names the form of an edition in JSON. It is explained on /about and
// never changes: another form gets another name.
const Form = "cipherdesk-edition/1"

// The forms below are frozen: an edition that was sealed in them is read in
// them for ever. Names are in the order of their kinds; what is not known is
// null; times are UTC. An object with "sha256" is a part, see partMark.

type formEdition struct {
	Form          string      `json:"form"`
	Desk          string      `json:"desk"`
	Sample        bool        `json:"sample"`
	Length        Length      `json:"length"`
	Name          string      `json:"name"`
	Zone          string      `json:"zone"`
	Start         string      `json:"start"`
	End           string      `json:"end"`
	Sealed        *string     `json:"sealed"` // null: not sealed
	Before        *string     `json:"before"` // id of the edition sealed before
	Program       string      `json:"program"`
	Rules         string      `json:"rules"`
	Reconstructed bool        `json:"reconstructed"` // from first polls; never sealed
	Block         formBlock   `json:"edition"`
	Early         *formBlock  `json:"early"` // from first polls, beside an edition; never sealed
	Changed       []formFix   `json:"changed"`
	Coverage      []formDay   `json:"coverage"`
	Reading       formReading `json:"reading"`
}

type formBlock struct {
	Articles int         `json:"articles"`
	Outlets  int         `json:"outlets"`
	More     int         `json:"more_events"`
	Events   []formEvent `json:"events"`
	Alone    []formStory `json:"alone"`
	Mentions []formStory `json:"mentions"`
}

type formEvent struct {
	ID         news.EventID  `json:"id"`
	Title      formTitle     `json:"title"`
	Kinds      []formKind    `json:"kinds"`
	Outlets    int           `json:"outlets"`
	Origins    int           `json:"origins_at_most"`
	OriginsWhy []string      `json:"origins_why"`
	First      formFirst     `json:"first_report"`
	Tags       []string      `json:"tags"`
	Figures    []formFigure  `json:"figures"` // the one that it turns on first
	Quotes     []formQuote   `json:"quotes"`
	Document   *formDocument `json:"document"`
	Stories    []formStory   `json:"stories"`
	Earlier    int           `json:"earlier"`
	Changed    []formFix     `json:"changed"`
	Fresh      bool          `json:"began"`
	Latest     *string       `json:"latest"`
}

// formPart begins every part.
type formPart struct {
	SHA256    string    `json:"sha256"`
	Withdrawn *formTomb `json:"withdrawn,omitempty"`
}

type formTomb struct {
	On     string `json:"on"`
	Reason string `json:"reason"`
}

type formTitle struct {
	formPart
	Article news.ArticleID `json:"article"`
	Title   string         `json:"title"`
	By      string         `json:"by"` // rule, desk, or an outlet's id
	Outlet  string         `json:"outlet"`
	Lang    string         `json:"language"`
}

type formKind struct {
	Mark    news.Mark `json:"mark"`
	Label   string    `json:"label"`
	Outlets int       `json:"outlets"`
}

type formFirst struct {
	Kind      news.FirstReportKind `json:"kind"`
	Source    formSource           `json:"source"`
	At        *string              `json:"at"`
	Says      []formSays           `json:"says"`
	Contested []formContest        `json:"contested"`
}

type formSource struct {
	formPart
	Article news.ArticleID `json:"article"`
	Source  string         `json:"source"`
}

type formSays struct {
	formPart
	Article news.ArticleID `json:"article"`
	Outlet  string         `json:"outlet"`
	Span    *formSpan      `json:"span"`
}

type formContest struct {
	formPart
	Article  news.ArticleID `json:"article"`
	Source   string         `json:"source"`
	Relation news.Relation  `json:"relation"`
	Span     *formSpan      `json:"span"`
}

// formSpan is where words stand in a text, and the digest of their bytes.
type formSpan struct {
	Field  news.Field  `json:"field"`
	Start  int         `json:"start"`
	End    int         `json:"end"`
	Digest news.Digest `json:"digest"`
}

type formFigure struct {
	formPart
	Article   news.ArticleID `json:"article"`
	N         int            `json:"n"`
	Outlet    string         `json:"outlet"`
	Value     *float64       `json:"value"`
	ValueMax  *float64       `json:"value_max"`
	Unit      string         `json:"unit"`
	Bound     news.Bound     `json:"bound"`
	Subject   string         `json:"subject"`
	Period    string         `json:"period"`
	Estimator string         `json:"estimator"`
	Conduit   string         `json:"conduit"`
	Texts     int            `json:"texts"`
	Span      *formSpan      `json:"span"`
}

type formQuote struct {
	formPart
	Article   news.ArticleID `json:"article"`
	Words     string         `json:"words"`
	Shortened bool           `json:"shortened"`
	Speaker   string         `json:"speaker"`
	Body      string         `json:"body"`
	Mark      news.Mark      `json:"mark"`
	Outlet    string         `json:"outlet"`
	Lang      string         `json:"language"`
	Span      *formSpan      `json:"span"`
}

type formDocument struct {
	formPart
	Source string `json:"source"`
	URL    string `json:"url"`
	Linked int    `json:"linked"`
}

// formStory keeps outside of its parts what stays when they are withdrawn.
type formStory struct {
	Article   news.ArticleID `json:"article"`
	Version   int            `json:"version"`
	Item      news.Digest    `json:"item"` // body of the feed's entry
	Page      news.Digest    `json:"page"` // body of the page; empty when only the feed was read
	Extractor string         `json:"extractor"`
	Late      bool           `json:"late"`
	Early     bool           `json:"first_poll"`
	Copies    int            `json:"copies"`
	Text      formText       `json:"text"`
	Excerpt   *formExcerpt   `json:"excerpt"`
}

type formText struct {
	formPart
	Article    news.ArticleID `json:"article"`
	Title      string         `json:"title"`
	URL        string         `json:"url"`
	Outlet     news.OutletID  `json:"outlet"`
	OutletName string         `json:"outlet_name"`
	Kind       news.Kind      `json:"kind"`
	Lang       string         `json:"language"`
	Published  *formClaim     `json:"published"`
	FirstSeen  string         `json:"first_seen"`
	Updated    *string        `json:"updated"`
	Story      news.Verdict   `json:"story"`
	SameTextAs news.ArticleID `json:"same_text_as"`
}

// formFix is what a publisher changed.
type formFix struct {
	Article news.ArticleID `json:"article"`
	Version int            `json:"version"`
	At      string         `json:"at"`
	Parts   []string       `json:"parts"`
	Figures []formEdit     `json:"figures"`
	Quotes  int            `json:"quotations"`
	Notice  bool           `json:"correction"` // it says so itself
	Text    formText       `json:"text"`
	Was     *formWas       `json:"was"`
}

type formEdit struct {
	formPart
	Article news.ArticleID `json:"article"`
	Was     string         `json:"was"`
	Now     string         `json:"now"`
	What    string         `json:"what"`
	Carried []string       `json:"carried_by"`
}

// formWas is a headline before.
type formWas struct {
	formPart
	Article news.ArticleID `json:"article"`
	Title   string         `json:"title"`
}

type formExcerpt struct {
	formPart
	Article news.ArticleID `json:"article"`
	Excerpt string         `json:"excerpt"`
}

type formClaim struct {
	Time      string         `json:"time"`
	Precision news.Precision `json:"precision"`
	Zone      news.Zone      `json:"zone"`
	Origin    news.Origin    `json:"origin"`
}

type formDay struct {
	Day     string `json:"day"`
	Stories int    `json:"stories"`
	Outlets int    `json:"outlets"`
}

type formReading struct {
	Total    int          `json:"outlets"`
	Read     int          `json:"read"`
	Waiting  int          `json:"not_asked_yet"`
	Requests int          `json:"requests"`
	Asked    int          `json:"outlets_asked"`
	Answered int          `json:"outlets_answered"`
	Unread   []formUnread `json:"unread"`
}

type formUnread struct {
	Outlet  news.OutletID   `json:"outlet"`
	Name    string          `json:"name"`
	Kind    news.Kind       `json:"kind"`
	Status  news.FeedStatus `json:"status"`
	Since   *string         `json:"since"`
	Detail  string          `json:"detail"`
	LastNew *string         `json:"last_new"`
	Usual   int             `json:"usual_minutes"`
	Wholly  bool            `json:"wholly"`
}

const stampLayout = "2006-01-02T15:04:05.000Z"

func stampOf(t time.Time) string { return t.UTC().Format(stampLayout) }

// maybe is a time, or nil for one that is not known.
func maybe(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := stampOf(t)
	return &s
}

// timeOf is the inverse of stampOf and maybe; a time that cannot be read is
// not known.
func timeOf(s *string) time.Time {
	if s == nil {
		return time.Time{}
	}
	t, err := time.Parse(stampLayout, *s)
	if err != nil {
		return time.Time{}
	}
	return t
}

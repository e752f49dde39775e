package news

import (
	"strings"
	"time"
)

// Kind groups actors by what they are, never by what they think.
type Kind string

// The kinds of actor, as feeds.yaml spells them.
const (
	ChildProtection Kind = "child_protection"
	DigitalRights   Kind = "digital_rights"
	PolicyPress     Kind = "policy_press"
	TechPress       Kind = "tech_press"
	GeneralPress    Kind = "general_press"
	Research        Kind = "research"
	Company         Kind = "company"
	Regulator       Kind = "regulator"
	Government      Kind = "government"
	LawEnforcement  Kind = "law_enforcement"
	Legislature     Kind = "legislature"
)

// Kinds lists every kind in the order in which pages explain them.
func Kinds() []Kind {
	return []Kind{ChildProtection, DigitalRights, PolicyPress, TechPress, GeneralPress,
		Research, Company, Regulator, Government, LawEnforcement, Legislature}
}

// Mark is the family of kinds that shares one sign on pages and in charts.
type Mark string

// The marks: shape and colour together stand for one family of kinds.
const (
	MarkChild    Mark = "child"
	MarkRights   Mark = "rights"
	MarkPress    Mark = "press"
	MarkState    Mark = "state"
	MarkPolice   Mark = "police"
	MarkCompany  Mark = "company"
	MarkResearch Mark = "research"
)

// Mark returns the sign of a kind; the three kinds of press share one, as do
// regulators, governments and legislatures. An unknown kind is press.
func (k Kind) Mark() Mark {
	switch k {
	case ChildProtection:
		return MarkChild
	case DigitalRights:
		return MarkRights
	case Research:
		return MarkResearch
	case Company:
		return MarkCompany
	case Regulator, Government, Legislature:
		return MarkState
	case LawEnforcement:
		return MarkPolice
	}
	return MarkPress
}

// Label is the kind in plain words, as pages print it.
func (k Kind) Label() string {
	switch k {
	case ChildProtection:
		return "child protection"
	case DigitalRights:
		return "digital rights"
	case PolicyPress:
		return "policy press"
	case TechPress:
		return "technology press"
	case GeneralPress:
		return "general press"
	case Research:
		return "research"
	case Company:
		return "company"
	case Regulator:
		return "regulator"
	case Government:
		return "government"
	case LawEnforcement:
		return "police"
	case Legislature:
		return "legislature"
	}
	return string(k)
}

// Outlet is who publishes: one entry of feeds.yaml. The zero value publishes
// nothing and is never stored.
type Outlet struct {
	ID              OutletID
	Name            string
	Home            string
	Kind            Kind
	Country         string   // ISO 3166 alpha-2, "EU" or "INT"
	Languages       []string // BCP 47, first is the main one
	Owner           string   // independence group: two outlets with one owner are one voice
	DerivativeOf    OutletID // the outlet this one translates or copies; never named as first
	DerivativeBasis string   // link or sentence that says so
	ScopeAll        bool     // every item is shown; otherwise only yes and passing
	Article         ArticleMode
	Excerpt         int // characters shown at most, 0 to 300
	Hosts           []string
	Selectors       Selectors
	Host            HostLimits
	Enabled         bool
	Entity          bool // a body that can be cited; nothing is polled
	Feeds           []FeedSpec
}

// Locales are the outlet's languages, and the main one as its country has it:
// that tells how dates are written there.
func (o *Outlet) Locales() []string {
	if len(o.Languages) == 0 || len(o.Country) != 2 || o.Country == "EU" || strings.Contains(o.Languages[0], "-") {
		return o.Languages
	}
	return append(o.Languages[:len(o.Languages):len(o.Languages)], o.Languages[0]+"-"+o.Country)
}

// ArticleMode says where an outlet's full text is taken from.
type ArticleMode string

// Where the text comes from. Auto takes the page unless the feed has more.
const (
	ArticleAuto ArticleMode = "auto"
	ArticlePage ArticleMode = "page"
	ArticleFeed ArticleMode = "feed"
)

// Selectors are CSS selectors of one outlet where general extraction needs
// help; empty means none.
type Selectors struct {
	Title string
	Body  string
	Drop  []string
}

// ThrottleScope is what a server's "slow down" applies to.
type ThrottleScope string

// The scopes of throttling.
const (
	ScopeHost ThrottleScope = "host"
	ScopeFeed ThrottleScope = "feed"
	ScopeSite ThrottleScope = "site" // all hosts under one registrable domain
)

// HostLimits bound what is asked of one host. The zero value means the
// built-in defaults: one request at a time, two seconds apart, by host.
type HostLimits struct {
	Parallel int
	Gap      time.Duration
	Scope    ThrottleScope
}

// FeedKind is how an address is read.
type FeedKind string

// What can be polled: a feed proper, or an address of an outlet without one.
const (
	KindFeed     FeedKind = "feed"
	KindIndex    FeedKind = "index"    // HTML list of links
	KindSitemap  FeedKind = "sitemap"  // sitemap, sitemap index or news sitemap
	KindJSON     FeedKind = "json"     // JSON list read by dotted paths
	KindDocument FeedKind = "document" // one page watched for revisions
)

// FeedSpec is one polled address as feeds.yaml states it.
type FeedSpec struct {
	Kind       FeedKind
	URL        string
	Cron       string // five fields, UTC
	Alternates []string
	Link       string // index: CSS selector of links; empty asks for the heuristic
	Match      string // sitemap: RE2 on the URL; empty takes all
	JSON       JSONPaths
}

// JSONPaths are dotted paths into a JSON document; Items names the list, the
// others are relative to one item.
type JSONPaths struct {
	Items, Title, URL, Date, Summary string
}

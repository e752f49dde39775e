package news

// Field is the part of a text that a span points into.
type Field string

// The three fields of every text.
const (
	FieldTitle   Field = "title"
	FieldSummary Field = "summary"
	FieldText    Field = "text"
)

// Span is an exact byte range of one field: field[Start:End] == Quote, always.
type Span struct {
	Field Field  `json:"field"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Quote string `json:"quote"`
	Rule  string `json:"rule,omitempty"` // id of the rule that found it
}

// Verdict says whether a text is an encryption story.
type Verdict string

// Yes, a main subject; passing, mentioned; no.
const (
	VerdictYes     Verdict = "yes"
	VerdictPassing Verdict = "passing"
	VerdictNo      Verdict = "no"
)

// Story is the verdict on one text with the words it rests on. Score is 0 to 1.
type Story struct {
	Verdict  Verdict `json:"verdict"`
	Score    float64 `json:"score"`
	Evidence []Span  `json:"evidence"`
}

// Tag is a facet and a term, "topic/e2ee-rollout", with its evidence.
type Tag struct {
	Tag      string  `json:"tag"`
	Score    float64 `json:"score"`
	Evidence []Span  `json:"evidence"`
}

// CitationKind is how an article relies on a source.
type CitationKind string

// The kinds of citation.
const (
	CiteCredit      CitationKind = "credit"
	CiteQuote       CitationKind = "quote"
	CiteAttribution CitationKind = "attribution"
	CiteDocument    CitationKind = "document"
	CiteLink        CitationKind = "link"
)

// Relation refines a credit or a document.
type Relation string

// The relations; empty for other kinds of citation.
const (
	RelFirstReport  Relation = "first-report"
	RelSeenBy       Relation = "seen-by"
	RelStatementTo  Relation = "statement-to"
	RelFigureSource Relation = "figure-source"
	RelBasedOn      Relation = "based-on"
	RelCoveredBy    Relation = "covered-by"
)

// Citation is one reliance of an article on a source. Empty strings are
// unknown and print as null.
type Citation struct {
	Kind         CitationKind
	Relation     Relation
	Speaker      string
	Role         string
	Organisation string
	Verb         string
	Source       string
	URL          string
	Evidence     []Span
}

// Bound says how a figure limits its value.
type Bound string

// The bounds.
const (
	BoundExact    Bound = "exact"
	BoundAbout    Bound = "about"
	BoundMoreThan Bound = "more-than"
	BoundAtLeast  Bound = "at-least"
	BoundLessThan Bound = "less-than"
	BoundAtMost   Bound = "at-most"
	BoundAlmost   Bound = "almost"
	BoundUpTo     Bound = "up-to"
	BoundBetween  Bound = "between"
	BoundVague    Bound = "vague"
)

// Figure is one number an article states. Value is nil when vague
// ("millions"); ValueMax is set for ranges. Empty strings are unknown.
type Figure struct {
	Value     *float64
	ValueMax  *float64
	Unit      string
	Bound     Bound
	Subject   string
	Period    string
	Estimator string // who produced it
	Conduit   string // who passed it on
	Evidence  []Span
}

// CountsThings reports whether a unit counts people, things or money: it is no
// share and no span of time.
func CountsThings(unit string) bool {
	switch unit {
	case "", "percent", "fraction", "times", "points", "years", "decades", "months", "weeks", "days", "hours", "minutes", "seconds":
		return false
	}
	return true
}

// Findings are everything found in one text by one analyser version.
type Findings struct {
	Version   string
	Language  string
	Story     Story
	Tags      []Tag
	Citations []Citation
	Figures   []Figure
}

// HasTag reports whether the findings carry the tag.
func (f *Findings) HasTag(tag string) bool {
	for _, t := range f.Tags {
		if t.Tag == tag {
			return true
		}
	}
	return false
}

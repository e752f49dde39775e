// Package form holds the JSON forms of findings that people and programs rely
// on, shared by the API and the inspect command. What is unknown is null, and
// lists are never null.
package form

import "cipherdesk/internal/news"

// Published is a claimed time; nil stands for none.
type Published struct {
	Time      string         `json:"time"` // ISO 8601, shortened to its precision; no offset unless the zone is known
	Precision news.Precision `json:"precision"`
	Zone      news.Zone      `json:"zone"`
	Origin    news.Origin    `json:"origin"`
	Doubt     string         `json:"doubt,omitempty"` // why it cannot be true
}

// Update is an update or correction notice printed by a text.
type Update struct {
	Time      *string `json:"time"`
	Text      string  `json:"text"`
	Plausible bool    `json:"plausible"`
}

// Citation is one reliance of an article on a source.
type Citation struct {
	Kind         news.CitationKind `json:"kind"`
	Relation     *string           `json:"relation"`
	Speaker      *string           `json:"speaker"`
	Role         *string           `json:"role"`
	Organisation *string           `json:"organisation"`
	Verb         *string           `json:"verb"`
	Source       *string           `json:"source"`
	URL          *string           `json:"url"`
	Evidence     []news.Span       `json:"evidence"`
}

// Figure is one number that an article states.
type Figure struct {
	Value     *float64    `json:"value"`
	ValueMax  *float64    `json:"value_max"`
	Unit      *string     `json:"unit"`
	Bound     news.Bound  `json:"bound"`
	Subject   *string     `json:"subject"`
	Period    *string     `json:"period"`
	Estimator *string     `json:"estimator"`
	Conduit   *string     `json:"conduit"`
	Evidence  []news.Span `json:"evidence"`
}

// OfClaim is nil when nothing is claimed.
func OfClaim(c news.Claim) *Published {
	if !c.Known() {
		return nil
	}
	zone := c.Zone
	if zone == "" {
		zone = news.ZoneUnknown
	}
	return &Published{Time: c.String(), Precision: c.Precision, Zone: zone, Origin: c.Origin, Doubt: c.Doubt}
}

// OfUpdates prints each notice with its time where it states one.
func OfUpdates(updates []news.Update) []Update {
	out := make([]Update, len(updates))
	for i, u := range updates {
		out[i] = Update{Known(u.Time.String()), u.Words, u.Time.Doubt == ""}
	}
	return out
}

// OfStory never has null evidence.
func OfStory(s news.Story) news.Story {
	s.Evidence = spans(s.Evidence)
	return s
}

// OfTags never has null evidence.
func OfTags(tags []news.Tag) []news.Tag {
	out := make([]news.Tag, len(tags))
	for i, t := range tags {
		t.Evidence = spans(t.Evidence)
		out[i] = t
	}
	return out
}

// OfCitations prints citations in reading order as given.
func OfCitations(cs []news.Citation) []Citation {
	out := make([]Citation, len(cs))
	for i, c := range cs {
		out[i] = Citation{c.Kind, Known(string(c.Relation)), Known(c.Speaker), Known(c.Role), Known(c.Organisation),
			Known(c.Verb), Known(c.Source), Known(c.URL), spans(c.Evidence)}
	}
	return out
}

// OfFigures prints figures in reading order as given.
func OfFigures(fs []news.Figure) []Figure {
	out := make([]Figure, len(fs))
	for i, f := range fs {
		out[i] = Figure{f.Value, f.ValueMax, Known(f.Unit), f.Bound, Known(f.Subject), Known(f.Period),
			Known(f.Estimator), Known(f.Conduit), spans(f.Evidence)}
	}
	return out
}

// Known is nil for the empty string.
func Known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// List is never nil.
func List[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

func spans(s []news.Span) []news.Span { return List(s) }

package store

import (
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"cipherdesk/internal/news"
)

// The verdicts as the database keeps them; 0 is not analysed.
const (
	storyNone = iota
	storyNo
	storyPassing
	storyYes
)

func storyOut(v news.Verdict) int {
	switch v {
	case news.VerdictYes:
		return storyYes
	case news.VerdictPassing:
		return storyPassing
	case news.VerdictNo:
		return storyNo
	}
	return storyNone
}

func storyFrom(n int) news.Verdict {
	return [...]news.Verdict{"", news.VerdictNo, news.VerdictPassing, news.VerdictYes}[n&3]
}

// fields are numbered by their place here, for good.
var fields = [...]news.Field{news.FieldTitle, news.FieldSummary, news.FieldText}

func fieldOut(f news.Field) int {
	for i, g := range fields {
		if f == g {
			return i
		}
	}
	return -1
}

func fieldText(t *news.Text, f news.Field) string {
	switch f {
	case news.FieldTitle:
		return t.Title
	case news.FieldSummary:
		return t.Summary
	}
	return t.Body
}

// flat are findings as rows: all spans in one list, and each finding with its
// stretch of it, which it may share.
type flat struct {
	news.Findings
	spans   []news.Span
	stories stretch
	tags    []stretch
	cites   []stretch
	figures []stretch
}

// stretch is [from, from+n) of a list of spans.
type stretch struct{ from, n int }

// flatten keeps the findings that rest on exact words of the text. A tag,
// citation or figure without any is left out, and named in dropped: nothing
// is shown that has no source.
func flatten(f news.Findings, t *news.Text) (out flat, dropped []string) {
	out.Findings = f
	out.Tags, out.Citations, out.Figures = nil, nil, nil
	take := func(what string, evidence []news.Span) stretch {
		var good []news.Span
		for _, e := range evidence {
			if exact(t, e) {
				good = append(good, e)
			} else {
				dropped = append(dropped, fmt.Sprintf("%s at %s[%d:%d]", what, e.Field, e.Start, e.End))
			}
		}
		if len(good) == 0 && what != "story" {
			dropped = append(dropped, what)
		}
		return out.stretch(good)
	}
	out.stories = take("story", f.Story.Evidence)
	seen := map[string]bool{}
	for _, g := range f.Tags {
		if seen[g.Tag] {
			continue
		}
		if s := take("tag "+g.Tag, g.Evidence); s.n > 0 {
			seen[g.Tag] = true
			out.Tags, out.tags = append(out.Tags, g), append(out.tags, s)
		}
	}
	for _, c := range f.Citations {
		if s := take("citation "+string(c.Kind), c.Evidence); s.n > 0 {
			out.Citations, out.cites = append(out.Citations, c), append(out.cites, s)
		}
	}
	for _, g := range f.Figures {
		if s := take("figure "+g.Unit, g.Evidence); s.n > 0 {
			out.Figures, out.figures = append(out.Figures, g), append(out.figures, s)
		}
	}
	return out, dropped
}

// equal compares what is kept of findings. Where their evidence stands is in
// the spans.
func (f *flat) equal(g *flat) bool {
	return slices.Equal(f.spans, g.spans) && f.stories == g.stories && slices.Equal(f.tags, g.tags) && slices.Equal(f.cites, g.cites) &&
		slices.Equal(f.figures, g.figures) && reflect.DeepEqual(f.bare(), g.bare())
}

// bare are the findings without their evidence.
func (f *flat) bare() news.Findings {
	out := f.Findings
	out.Story.Evidence = nil
	out.Tags, out.Citations, out.Figures = slices.Clone(f.Tags), slices.Clone(f.Citations), slices.Clone(f.Figures)
	for i := range out.Tags {
		out.Tags[i].Evidence = nil
	}
	for i := range out.Citations {
		out.Citations[i].Evidence = nil
	}
	for i := range out.Figures {
		out.Figures[i].Evidence = nil
	}
	return out
}

// maxShared bounds how far back findings look for spans to share.
const maxShared = 256

// stretch finds spans among those that are there, or adds them.
func (f *flat) stretch(spans []news.Span) stretch {
	if len(spans) == 0 {
		return stretch{}
	}
	for i := 0; i+len(spans) <= min(len(f.spans), maxShared); i++ {
		if slices.Equal(f.spans[i:i+len(spans)], spans) {
			return stretch{i, len(spans)}
		}
	}
	f.spans = append(f.spans, spans...)
	return stretch{len(f.spans) - len(spans), len(spans)}
}

// exact reports whether the span's words are where it says.
func exact(t *news.Text, s news.Span) bool {
	if fieldOut(s.Field) < 0 || s.Start < 0 || s.End <= s.Start {
		return false
	}
	words := fieldText(t, s.Field)
	return s.End <= len(words) && words[s.Start:s.End] == s.Quote
}

// putFindings stores the findings of one text that has none.
func (t *tx) putFindings(text int64, f *flat) error {
	if f.Version == "" {
		return nil
	}
	for i, s := range f.spans {
		rule, err := t.term(s.Rule)
		if err != nil {
			return err
		}
		err = t.exec(`INSERT INTO span (text_id, n, field, starts, ends, rule) VALUES ($1, $2, $3, $4, $5, $6)`,
			text, i, fieldOut(s.Field), s.Start, s.End, orNull(rule))
		if err != nil {
			return err
		}
	}
	analyser, err := t.term(f.Version)
	if err != nil {
		return err
	}
	err = t.exec(`INSERT INTO findings (text_id, analyser, language, story, score, span, spans) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		text, analyser, clean(f.Language), storyOut(f.Story.Verdict), f.Story.Score, f.stories.ref(), f.stories.n)
	if err != nil {
		return err
	}
	return t.putParts(text, f)
}

// ref is the first span of a stretch; NULL when it has none.
func (s stretch) ref() any {
	if s.n == 0 {
		return nil
	}
	return s.from
}

func (t *tx) putParts(text int64, f *flat) error {
	for i, g := range f.Tags {
		term, err := t.term(g.Tag)
		if err != nil {
			return err
		}
		err = t.exec(`INSERT INTO tag (text_id, n, term_id, score, span, spans) VALUES ($1, $2, $3, $4, $5, $6)`,
			text, i, term, g.Score, f.tags[i].from, f.tags[i].n)
		if err != nil {
			return err
		}
	}
	for i, c := range f.Citations {
		err := t.exec(`INSERT INTO citation (text_id, n, kind, relation, speaker, role, organisation, verb, source, url, span, spans)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			text, i, string(c.Kind), string(c.Relation), clean(c.Speaker), clean(c.Role), clean(c.Organisation), clean(c.Verb),
			clean(c.Source), clean(c.URL), f.cites[i].from, f.cites[i].n)
		if err != nil {
			return err
		}
		if err := t.putCited(text, c); err != nil {
			return err
		}
	}
	for i, g := range f.Figures {
		err := t.exec(`INSERT INTO figure (text_id, n, value, value_max, unit, bound, subject, period, estimator, conduit, span, spans)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			text, i, g.Value, g.ValueMax, clean(g.Unit), string(g.Bound), clean(g.Subject), clean(g.Period), clean(g.Estimator),
			clean(g.Conduit), f.figures[i].from, f.figures[i].n)
		if err != nil {
			return err
		}
		if err := t.putCited(text, whoseNumber(g)); err != nil {
			return err
		}
	}
	return nil
}

// whoseNumber is who produced a figure and who passed it on, as a citation of
// the two.
func whoseNumber(f news.Figure) news.Citation {
	return news.Citation{Kind: news.CiteAttribution, Source: f.Estimator, Organisation: f.Conduit}
}

// sourceTerm is the term under which a search finds a source.
func sourceTerm(name string) string { return "source/" + SourceID(name) }

// putCited notes whom a citation, or a figure, names. Links are named by their addresses
// only, which nobody looks for by name.
func (t *tx) putCited(text int64, c news.Citation) error {
	for _, name := range citedNames(c) {
		term, err := t.term(sourceTerm(name))
		if err != nil {
			return err
		}
		err = t.exec(`INSERT INTO cited (term_id, text_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, term, text)
		if err != nil {
			return err
		}
	}
	return nil
}

func citedNames(c news.Citation) (names []string) {
	if c.Kind == news.CiteLink {
		return nil
	}
	for _, name := range []string{c.Source, c.Organisation, c.Speaker} {
		if SourceID(name) != "" {
			names = append(names, name)
		}
	}
	return names
}

// dropCited forgets whom the citations of a text name.
func (t *tx) dropCited(text int64) error {
	l := partLoader{asker: t, text: text}
	cites, err := l.citations()
	if err != nil {
		return err
	}
	figures, err := l.figures()
	if err != nil {
		return err
	}
	for _, f := range figures {
		cites = append(cites, whoseNumber(f))
	}
	for _, c := range cites {
		for _, name := range citedNames(c) {
			term, err := t.term(sourceTerm(name))
			if err != nil {
				return err
			}
			if err := t.exec(`DELETE FROM cited WHERE term_id = $1 AND text_id = $2`, term, text); err != nil {
				return err
			}
		}
	}
	return nil
}

// dropFindings removes the findings of one text, children first.
func (t *tx) dropFindings(text int64) error {
	if err := t.dropCited(text); err != nil {
		return err
	}
	for _, q := range []string{
		`DELETE FROM tag WHERE text_id = $1`,
		`DELETE FROM citation WHERE text_id = $1`,
		`DELETE FROM figure WHERE text_id = $1`,
		`DELETE FROM findings WHERE text_id = $1`,
		`DELETE FROM span WHERE text_id = $1`,
	} {
		if err := t.exec(q, text); err != nil {
			return err
		}
	}
	return nil
}

// tagList is the tags of an article in one column: "12:0.9 15:1".
type tagList []tagScore

type tagScore struct {
	term  int64
	score float64
}

func (l tagList) String() string {
	var b strings.Builder
	for i, g := range l {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.FormatInt(g.term, 10))
		b.WriteByte(':')
		b.WriteString(strconv.FormatFloat(g.score, 'g', -1, 64))
	}
	return b.String()
}

func tagsFrom(s string) (tagList, error) {
	var out tagList
	for part := range strings.FieldsSeq(s) {
		id, score, _ := strings.Cut(part, ":")
		term, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("kept tags %q: %w", s, errDamaged)
		}
		f, err := strconv.ParseFloat(score, 64)
		if err != nil {
			return nil, fmt.Errorf("kept tags %q: %w", s, errDamaged)
		}
		out = append(out, tagScore{term, f})
	}
	return out, nil
}

// asker is what both a Reader and a transaction can do.
type asker interface {
	one(query string, args []any, dest ...any) (bool, error)
	each(query string, args []any, f func(*sql.Rows) error) error
}

// findingsOf reads the findings of one text; the zero value when there are
// none.
func findingsOf(a asker, text int64, t *news.Text) (f news.Findings, err error) {
	var story int
	var from, n sql.NullInt64
	found, err := a.one(`SELECT m.words, f.language, f.story, f.score, f.span, f.spans
		FROM findings f JOIN term m ON m.id = f.analyser WHERE f.text_id = $1`, []any{text},
		&f.Version, &f.Language, &story, &f.Story.Score, &from, &n)
	if err != nil || !found {
		return f, err
	}
	spans, err := spansOf(a, text, t)
	if err != nil {
		return f, err
	}
	l := partLoader{asker: a, text: text, spans: spans}
	f.Story.Verdict, f.Story.Evidence = storyFrom(story), l.stretch(int(from.Int64), int(n.Int64))
	if f.Tags, err = l.tags(); err != nil {
		return f, err
	}
	if f.Citations, err = l.citations(); err != nil {
		return f, err
	}
	f.Figures, err = l.figures()
	return f, err
}

func spansOf(a asker, text int64, t *news.Text) (spans []news.Span, err error) {
	err = a.each(`SELECT s.field, s.starts, s.ends, coalesce(m.words, '') FROM span s LEFT JOIN term m ON m.id = s.rule
		WHERE s.text_id = $1 ORDER BY s.n`, []any{text}, func(rows *sql.Rows) error {
		var s news.Span
		var field uint
		if err := rows.Scan(&field, &s.Start, &s.End, &s.Rule); err != nil {
			return err
		}
		s.Field = fields[field%uint(len(fields))]
		words := fieldText(t, s.Field)
		if s.Start < 0 || s.End > len(words) || s.Start > s.End {
			return fmt.Errorf("text %d: span [%d:%d] lies outside of it: %w", text, s.Start, s.End, errDamaged)
		}
		s.Quote = words[s.Start:s.End]
		spans = append(spans, s)
		return nil
	})
	return spans, err
}

type partLoader struct {
	asker
	text  int64
	spans []news.Span
}

func (l partLoader) stretch(from, n int) []news.Span {
	if n == 0 || from+n > len(l.spans) {
		return nil
	}
	return l.spans[from : from+n : from+n]
}

func (l partLoader) tags() (out []news.Tag, err error) {
	err = l.each(`SELECT m.words, g.score, g.span, g.spans FROM tag g JOIN term m ON m.id = g.term_id
		WHERE g.text_id = $1 ORDER BY g.n`, []any{l.text}, func(rows *sql.Rows) error {
		var g news.Tag
		var s stretch
		if err := rows.Scan(&g.Tag, &g.Score, &s.from, &s.n); err != nil {
			return err
		}
		g.Evidence = l.stretch(s.from, s.n)
		out = append(out, g)
		return nil
	})
	return out, err
}

func (l partLoader) citations() (out []news.Citation, err error) {
	err = l.each(`SELECT kind, relation, speaker, role, organisation, verb, source, url, span, spans FROM citation
		WHERE text_id = $1 ORDER BY n`, []any{l.text}, func(rows *sql.Rows) error {
		var c news.Citation
		var s stretch
		err := rows.Scan(&c.Kind, &c.Relation, &c.Speaker, &c.Role, &c.Organisation, &c.Verb, &c.Source, &c.URL, &s.from, &s.n)
		if err != nil {
			return err
		}
		c.Evidence = l.stretch(s.from, s.n)
		out = append(out, c)
		return nil
	})
	return out, err
}

func (l partLoader) figures() (out []news.Figure, err error) {
	err = l.each(`SELECT value, value_max, unit, bound, subject, period, estimator, conduit, span, spans FROM figure
		WHERE text_id = $1 ORDER BY n`, []any{l.text}, func(rows *sql.Rows) error {
		var g news.Figure
		var s stretch
		err := rows.Scan(&g.Value, &g.ValueMax, &g.Unit, &g.Bound, &g.Subject, &g.Period, &g.Estimator, &g.Conduit, &s.from, &s.n)
		if err != nil {
			return err
		}
		g.Evidence = l.stretch(s.from, s.n)
		out = append(out, g)
		return nil
	})
	return out, err
}

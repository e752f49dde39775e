package event

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"cipherdesk/internal/news"
	"cipherdesk/internal/text"
)

// Documents finds the primary documents that the articles of one event rely on,
// the one that most rely on first. Within an event there is one letter, one bill
// or one report unless addresses, laws or authors tell two apart. What a single
// article names without a link is left out.
func Documents(pieces []news.Piece) []news.Document {
	members := slices.Clone(pieces)
	slices.SortFunc(members, func(a, b news.Piece) int {
		return cmp.Or(a.FirstSeen.Compare(b.FirstSeen), compare(a.ID, b.ID))
	})
	s := shelf{members: members, names: map[*news.Document]map[string]int{}}
	for _, strong := range []bool{true, false} { // what has an address, law or author first
		for i := range members {
			for _, m := range mentionsOf(&members[i]) {
				if m.strong() == strong {
					s.put(m)
				}
			}
		}
	}
	s.findMembers()
	s.use()
	out := s.kept()
	identify(out)
	return out
}

// identify names documents after the article that first relies on them. The same
// articles give the same names.
func identify(docs []news.Document) {
	taken := map[news.DocumentID]int{}
	for i := range docs {
		id := news.DocumentID(string(docs[i].Refs[0].Article) + "-" + string(docs[i].Kind))
		if taken[id]++; taken[id] > 1 {
			id += news.DocumentID("-" + strconv.Itoa(taken[id]))
		}
		docs[i].ID = id
	}
}

// named is a document as one article names it.
type named struct {
	piece *news.Piece
	kind  news.DocumentKind
	name  string
	by    string
	law   string
	url   string
	spans []news.Span
}

func (m *named) strong() bool { return m.url != "" || m.law != "" || m.by != "" }

// mentionsOf are the documents that an article names, links to or, for laws, is
// tagged with.
func mentionsOf(p *news.Piece) []named {
	var out []named
	for _, c := range p.Findings.Citations {
		switch {
		case len(c.Evidence) == 0:
		case c.Kind == news.CiteDocument:
			out = append(out, named{piece: p, kind: kindOf(c.Evidence[0].Quote), name: c.Source, by: c.Organisation, url: c.URL, spans: c.Evidence})
		case c.Kind == news.CiteLink && isPage(c.URL):
			out = append(out, named{piece: p, kind: news.DocOther, name: c.Evidence[0].Quote, url: c.URL, spans: c.Evidence})
		}
	}
	for _, t := range p.Findings.Tags {
		if strings.HasPrefix(t.Tag, "law/") && t.Tag != otherLaws && len(t.Evidence) > 0 && isLawName(t.Evidence[0].Quote) {
			out = append(out, named{piece: p, kind: news.DocBill, name: t.Evidence[0].Quote, law: t.Tag, spans: t.Evidence[:1]})
		}
	}
	return out
}

// isLawName reports whether words name a law, as opposed to what it is about.
func isLawName(words string) bool {
	w := text.Split(words)
	capital := slices.ContainsFunc(w.Tokens, func(t text.Token) bool { return t.Is(text.Capital) })
	k := kindOf(words)
	return k == news.DocBill || capital && k == news.DocOther
}

// isPage leaves out home pages: they are bodies, not documents.
func isPage(url string) bool {
	_, rest, _ := strings.Cut(url, "://")
	_, path, _ := strings.Cut(rest, "/")
	return strings.Trim(path, "/") != ""
}

// kindOf is the kind of document that words name.
func kindOf(words string) news.DocumentKind {
	w := text.Split(words)
	for i := len(w.Tokens) - 1; i >= 0; i-- {
		if k, known := documentWords[strings.TrimSuffix(w.Fold(i), "s")]; known {
			return k
		}
	}
	return news.DocOther
}

// documentWords in the languages of the field, folded, without a plural s.
var documentWords = func() map[string]news.DocumentKind {
	out := map[string]news.DocumentKind{}
	for kind, words := range map[news.DocumentKind]string{
		news.DocLetter:    "letter petition brief brieve lettre carta lettera brev list appeal aufruf oproep",
		news.DocBill:      "bill draft act amendment regulation proposal gesetzentwurf entwurf verordnung wetsvoorstel conceptwet verordening loi ley disegno lovforslag lagforslag forordning proyecto proposition",
		news.DocReport:    "report study survey poll paper analysi review rapport etude sondage enquete informe estudio encuesta studie umfrage bericht gutachten onderzoek peiling relazione studio indagine sondaggio undersogelse undersokning",
		news.DocFiling:    "complaint lawsuit filing ruling judgment judgement verdict order warrant affidavit motion indictment plainte demanda sentencia klage urteil beschluss vonnis uitspraak sentenza denuncia dom kendelse",
		news.DocStatement: "statement release communique comunicado comunicato persbericht verklaring erklarung mitteilung pressemitteilung declaration declaracion udtalelse uttalande minute",
		news.DocDataset:   "dataset data figure statistic statistik statistiek cifra dati datos chiffre",
	} {
		for w := range strings.FieldsSeq(words) {
			out[w] = kind
		}
	}
	return out
}()

// shelf are the documents of one event.
type shelf struct {
	members []news.Piece
	docs    []*news.Document
	names   map[*news.Document]map[string]int // how often each is called what
}

// put joins a mention to the document that it can mean, the one at that address
// or that most rely on, or opens a new one.
func (s *shelf) put(m named) {
	var best *news.Document
	for _, d := range s.docs {
		if m.url != "" && hasAddress(d, m.url) {
			best = d
			break
		}
		if canMean(d, &m) && (best == nil || len(d.Refs) > len(best.Refs)) {
			best = d
		}
	}
	if best == nil {
		best = &news.Document{Kind: m.kind}
		s.docs = append(s.docs, best)
		s.names[best] = map[string]int{}
	}
	s.add(best, &m)
}

func hasAddress(d *news.Document, url string) bool {
	return slices.ContainsFunc(d.Addresses, func(a string) bool { return linkTerm(a) == linkTerm(url) })
}

// canMean reports whether nothing tells a mention from a document of its kind. Pages
// that are only linked are told apart by their address alone.
func canMean(d *news.Document, m *named) bool {
	return d.Kind == m.kind && m.kind != news.DocOther &&
		(m.url == "" || len(d.Addresses) == 0) &&
		(m.law == "" || d.Law == "" || m.law == d.Law) &&
		(m.by == "" || d.By == "" || sameName(m.by, d.By))
}

func (s *shelf) add(d *news.Document, m *named) {
	if d.Kind == news.DocOther {
		d.Kind = m.kind
	}
	d.By, d.Law = cmp.Or(d.By, m.by), cmp.Or(d.Law, m.law)
	s.names[d][m.name]++
	if m.url != "" && !hasAddress(d, m.url) {
		d.Addresses = append(d.Addresses, m.url)
	}
	i := slices.IndexFunc(d.Refs, func(r news.DocumentRef) bool { return r.Article == m.piece.ID })
	if i < 0 {
		i = len(d.Refs)
		d.Refs = append(d.Refs, news.DocumentRef{Article: m.piece.ID})
	}
	r := &d.Refs[i]
	r.Links = r.Links || m.url != ""
	r.Evidence = append(r.Evidence, m.spans...)
}

// findMembers notes which member is the document itself: one that others link to
// as such, or what the body that it is by says for itself in a text that names
// the document at its top.
func (s *shelf) findMembers() {
	for _, d := range s.docs {
		for i := range s.members {
			p := &s.members[i]
			if d.Article != "" {
				break
			}
			body := !isReporter(newNode(p))
			if hasAddress(d, p.URL) || d.By != "" && sameBody(p.OutletName, d.By) && body && kindOf(p.Title) == d.Kind {
				d.Article = p.ID
				if body && (d.By == "" || sameBody(p.OutletName, d.By)) {
					d.By = p.OutletName
				}
			}
		}
	}
}

// sameBody reports whether one name begins the other: "Tarnholm Children" is
// "Tarnholm Children's Trust".
func sameBody(a, b string) bool {
	x, y := nameWords(a), nameWords(b)
	n := min(len(x), len(y))
	return sameName(a, b) || n > 1 && slices.Equal(x[:n], y[:n])
}

// use collects the quotations and figures that members take from a document.
func (s *shelf) use() {
	for i := range s.members {
		p := &s.members[i]
		for _, c := range p.Findings.Citations {
			if c.Kind == news.CiteQuote && c.Source != "" && len(c.Evidence) > 0 {
				if d := s.meant(p, c.Source); d != nil {
					d.Quotes = append(d.Quotes, news.DocumentUse{Article: p.ID, Span: c.Evidence[0]})
				}
			}
		}
		for _, f := range p.Findings.Figures {
			if d := s.meant(p, f.Conduit, f.Estimator); d != nil && len(f.Evidence) > 0 {
				d.Figures = append(d.Figures, news.DocumentUse{Article: p.ID, Span: f.Evidence[0]})
			}
		}
	}
}

// meant is the document of a member that the first of some words names: "letter".
func (s *shelf) meant(p *news.Piece, words ...string) *news.Document {
	for _, w := range words {
		kind := kindOf(w)
		if w == "" || kind == news.DocOther {
			continue
		}
		for _, d := range s.docs {
			if d.Kind == kind && slices.ContainsFunc(d.Refs, func(r news.DocumentRef) bool { return r.Article == p.ID }) {
				return d
			}
		}
	}
	return nil
}

// kept are the documents that say something about the event, the one that most
// rely on first.
func (s *shelf) kept() []news.Document {
	var out []news.Document
	for _, d := range s.docs {
		if len(d.Refs) < 2 && d.Article == "" && (d.Linked() == 0 || d.Kind == news.DocOther) {
			continue
		}
		if p := s.placed(d.Article); d.Kind == news.DocOther && p != nil && isReporter(newNode(p)) {
			continue // a report that others link to
		}
		d.URL, d.Name = s.mostLinked(d), s.mostNamed(d)
		slices.SortStableFunc(d.Refs, func(a, b news.DocumentRef) int { return s.place(a.Article) - s.place(b.Article) })
		out = append(out, *d)
	}
	slices.SortStableFunc(out, func(a, b news.Document) int {
		return cmp.Or(cmp.Compare(len(b.Refs), len(a.Refs)), cmp.Compare(b.Linked(), a.Linked()), cmp.Compare(a.Kind, b.Kind))
	})
	return out
}

// mostNamed is what a document is called most often, of two names the longer:
// "open letter" rather than "letter".
func (s *shelf) mostNamed(d *news.Document) string {
	best := ""
	for name, n := range s.names[d] {
		if cmp.Or(cmp.Compare(n, s.names[d][best]), cmp.Compare(len(name), len(best)), strings.Compare(best, name)) > 0 {
			best = name
		}
	}
	return best
}

// placed is the member of that id; nil when it is none.
func (s *shelf) placed(id news.ArticleID) *news.Piece {
	if i := s.place(id); i >= 0 {
		return &s.members[i]
	}
	return nil
}

func (s *shelf) place(id news.ArticleID) int {
	return slices.IndexFunc(s.members, func(p news.Piece) bool { return p.ID == id })
}

// mostLinked is the address of a document that most members link to.
func (s *shelf) mostLinked(d *news.Document) string {
	best, most := "", 0
	for _, a := range d.Addresses {
		n := 0
		for i := range s.members {
			if slices.ContainsFunc(s.members[i].Findings.Citations, func(c news.Citation) bool { return c.URL != "" && linkTerm(c.URL) == linkTerm(a) }) {
				n++
			}
		}
		if n > most {
			best, most = a, n
		}
	}
	return best
}

package page

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"cipherdesk/internal/news"
)

// dated is one claim with what it is said to be the date of.
type dated struct {
	news.Claim
	source  string // where exactly: "article:published_time"
	words   string // of the line it is printed in; empty for machines' claims
	updated bool   // of the last change, not of publication
}

// dates collects every date that the page claims for itself.
func (p *page) dates() []dated {
	var out []dated
	add := func(source, value string, origin news.Origin, updated bool) {
		if c := p.oneDate(value, origin); c.Known() && len(out) < 60 {
			c.Raw = source + " " + value
			out = append(out, dated{Claim: c, source: source, updated: updated})
		}
	}
	for _, m := range metaDates {
		for _, v := range p.head.meta[m.name] {
			add(m.name, v, news.OriginMeta, m.updated)
		}
	}
	o := p.head.article()
	for _, key := range []string{"datePublished", "dateCreated", "dateModified"} {
		if v := o.text(key); v != "" {
			add(key, v, news.OriginJSONLD, key == "dateModified")
		}
	}
	for _, m := range p.head.micro {
		switch m.name {
		case "datepublished", "datecreated", "datemodified":
			v := m.value
			if v == "" {
				v = plain(m.node, 100)
			}
			if !elsewhere(m.node) {
				add("itemprop="+m.name, v, news.OriginMicrodata, m.name == "datemodified")
			}
		}
	}
	for _, d := range p.data {
		add(d.key, d.value, news.OriginJSON, strings.Contains(strings.ToLower(d.key), "mod") || strings.Contains(strings.ToLower(d.key), "upd"))
	}
	out = append(out, p.timeElements()...)
	out = append(out, p.printedDates()...)
	out = append(out, p.originals()...)
	if c := dateOfURL(p.o.URL); c.Known() {
		out = append(out, dated{Claim: c, source: "url"})
	}
	return out
}

// metaDates are the meta tags that hold dates.
var metaDates = []struct {
	name    string
	updated bool
}{
	{"article:published_time", false}, {"og:article:published_time", false}, {"article:published", false},
	{"og:published_time", false}, {"published_time", false}, {"parsely-pub-date", false}, {"sailthru.date", false},
	{"datepublished", false}, {"date.published", false}, {"publishdate", false}, {"publish_date", false}, {"publish-date", false},
	{"pubdate", false}, {"pub_date", false}, {"publication_date", false}, {"published", false}, {"citation_publication_date", false},
	{"citation_online_date", false}, {"citation_date", false}, {"dc.date.issued", false}, {"dcterms.issued", false},
	{"dcterms.created", false}, {"dc.date.created", false}, {"dcterms.date", false}, {"dc.date", false}, {"article_date_original", false},
	{"originalpublicationdate", false}, {"cxenseparse:recs:publishtime", false}, {"bt:pubdate", false}, {"date", false}, {"article.published", false},
	{"article:modified_time", true}, {"og:updated_time", true}, {"article:modified", true}, {"datemodified", true}, {"dcterms.modified", true},
	{"dc.date.modified", true}, {"lastmod", true}, {"last-modified", true}, {"last_updated", true}, {"revised", true}, {"article.updated", true},
}

// oneDate reads the one date in a machine's value.
func (p *page) oneDate(v string, origin news.Origin) news.Claim {
	v = strings.TrimSpace(v)
	if n, err := strconv.ParseInt(v, 10, 64); err == nil {
		return epoch(n, v, origin)
	}
	if len(v) > 100 {
		return news.Claim{}
	}
	for _, m := range moments(v, p.locale) {
		if m.year != 0 {
			return m.claim(v, origin, p.o.Zone)
		}
	}
	return news.Claim{}
}

// epoch reads seconds or milliseconds since 1970, and 20200206.
func epoch(n int64, v string, origin news.Origin) news.Claim {
	c := news.Claim{Raw: v, Origin: origin, Precision: news.PrecisionSecond, Zone: news.ZoneStated}
	switch {
	case len(v) == 8 && n > 19900101 && n < 21000101:
		m := moment{year: int(n / 10000), month: int(n / 100 % 100), day: int(n % 100)}
		if !m.possible() {
			return news.Claim{}
		}
		return m.claim(v, origin, nil)
	case n > 600e6 && n < 4e9:
		c.Time = time.Unix(n, 0).UTC()
	case n > 600e9 && n < 4e12:
		c.Time = time.UnixMilli(n).UTC()
	default:
		return news.Claim{}
	}
	return c
}

// updateWords are the folded words before a date that say it is of a change.
var updateWords = []string{"updated", "update", "modified", "last reviewed", "reviewed", "revised", "edited", "corrected", "aktualisiert",
	"stand", "mis a jour", "modifie", "actualizado", "actualizada", "aggiornato", "bijgewerkt", "atualizado", "uppdaterad", "opdateret",
	"oppdatert", "paivitetty", "zaktualizowano", "aktualizovano", "guncellenme", "guncelleme", "обновлено"}

// publishWords say that a date is of publication.
var publishWords = []string{"published", "posted", "publication", "first published", "veroffentlicht", "publie", "publicado", "pubblicato",
	"gepubliceerd", "publicerad", "publiceret", "publisert", "julkaistu", "opublikowano", "publikovano", "yayinlanma", "опубликовано", "erstellt"}

// saysUpdated reads what the words before a date call it.
func saysUpdated(before string) (updated, said bool) {
	l := " " + labelOf(before) + " "
	at := -1
	for _, w := range updateWords {
		if i := strings.LastIndex(l, " "+w+" "); i > at {
			at, updated, said = i, true, true
		}
	}
	for _, w := range publishWords {
		if i := strings.LastIndex(l, " "+w+" "); i > at {
			at, updated, said = i, false, true
		}
	}
	return updated, said
}

// timeElements are the <time> elements of the article itself: the first ones
// outside teasers and comments.
func (p *page) timeElements() []dated {
	var out []dated
	for i, n := range p.head.times {
		if len(out) >= 4 || elsewhere(n) || i < p.head.before && !inArticle(n) {
			continue
		}
		text := plain(n, 100)
		v := attr(n, "datetime")
		if v == "" {
			v = text
		}
		c := p.oneDate(v, news.OriginTime)
		if !c.Known() {
			continue
		}
		updated, _ := saysUpdated(text + " " + attr(n, "class") + " " + attr(n, "itemprop") + " " + wordsBefore(n))
		c.Raw = v
		out = append(out, dated{Claim: c, source: "time", updated: updated})
	}
	return out
}

// inArticle reports an element that the page itself puts into its article: over
// the headline a <time> elsewhere is today's date.
func inArticle(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.DataAtom == atom.Article || n.DataAtom == atom.Main {
			return true
		}
	}
	return false
}

// wordsBefore is the text just before an element, in its parent or the one before.
func wordsBefore(n *html.Node) string {
	for range 2 {
		for s := n.PrevSibling; s != nil; s = s.PrevSibling {
			t := s.Data
			if s.Type == html.ElementNode {
				t = plain(s, 60)
			}
			if s.Type == html.TextNode || s.Type == html.ElementNode {
				if t = strings.TrimSpace(t); t != "" {
					return t[max(0, len(t)-40):]
				}
			}
		}
		if n = n.Parent; n == nil {
			return ""
		}
	}
	return ""
}

// printedDates are dates in the short lines over and under the text. Over it a
// line that is little more than a date is the article's; under it, where teasers
// are dated too, it must say what it dates.
func (p *page) printedDates() []dated {
	var out []dated
	near, under := p.margins()
	titleAt := p.titleAt()
	for _, i := range near {
		k := &p.blocks[i]
		if k.words > 30 || len(out) >= 6 || k.kind == row || k.kind == caption {
			continue
		}
		line := k.spaced()
		sentence := k.kind == heading || endsSentence(k.text) || i >= under || i < titleAt && !p.beside(i, titleAt)
		from := 0
		for _, m := range moments(line, p.locale) {
			rest := k.words - len(strings.Fields(line[m.start:m.end]))
			before := line[from:m.start]
			if from == 0 && i > 0 && namesDate(p.blocks[i-1].label) {
				before = p.blocks[i-1].text + " " + before // <dt>Last updated</dt><dd>…
			}
			updated, said := saysUpdated(before)
			from = m.end
			if m.year == 0 || m.day == 0 || !said && (rest > 12 || sentence) {
				continue
			}
			c := m.claim(line[m.start:m.end], news.OriginText, p.o.Zone)
			out = append(out, dated{Claim: c, source: "text", words: strings.Trim(before+line[m.start:m.end], " ,;|–—-·•"), updated: updated})
		}
	}
	return out
}

// namesDate reports a label that only says what the date after it is of.
func namesDate(label string) bool {
	for _, filler := range []string{" :", "last ", "first ", "date ", " date", " on", " at", " le", " am", "page "} {
		label = strings.ReplaceAll(label, filler, "")
	}
	return label != "" && (slices.Contains(updateWords, label) || slices.Contains(publishWords, label))
}

// titleAt is the block that prints the headline; 0 when none does.
func (p *page) titleAt() int {
	for i := range p.blocks {
		if p.blocks[i].kind == heading && p.prints(&p.blocks[i]) {
			return i
		}
	}
	return 0
}

// beside reports that a line stands in the headline's own box: a date further up
// is today's, in the head of the site.
func (p *page) beside(i, title int) bool {
	box := p.blocks[title].at
	for range 2 {
		if up := p.elems[box].parent; up >= 0 && p.elems[up].node.DataAtom != atom.Body {
			box = up
		}
	}
	return p.below(p.blocks[i].at, box)
}

// spaced is a block's text with its elements set apart, as they are on screen:
// "March 27, 2025" and "5 mins" touch in the markup.
func (k *block) spaced() string {
	if len(k.pieces) < 2 {
		return k.text
	}
	w := writer{}
	for _, p := range k.pieces {
		w.add(p.text)
		w.space = true
	}
	return w.text()
}

var urlDate = regexp.MustCompile(`(?:^|[/_.-])((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:[/_-]?(0[1-9]|[12]\d|3[01]))?(?:[/_.-]|$)`)

// dateOfURL reads the date in an address's path: /2020/02/06/, /2020/feb/06/.
func dateOfURL(raw string) news.Claim {
	u, err := url.Parse(raw)
	if err != nil {
		return news.Claim{}
	}
	m := urlDate.FindStringSubmatch(strings.ToLower(u.Path))
	if m == nil {
		return news.Claim{}
	}
	d := moment{}
	d.year, _ = strconv.Atoi(m[1])
	if d.month, err = strconv.Atoi(m[2]); err != nil {
		d.month = monthNamed(m[2])
	}
	d.day, _ = strconv.Atoi(m[3])
	if !d.possible() {
		return news.Claim{}
	}
	return d.claim(strings.Trim(m[0], "/_.-"), news.OriginURL, nil)
}

// date fills the dates of the text.
func (p *page) date(t *news.Text) {
	all := p.dates()
	p.relabel(all)
	p.doubt(all)
	t.Published = publication(all)
	t.Updates = p.updates(all)
	if t.Published.Known() {
		t.Dates = append(t.Dates, t.Published)
	}
	for _, d := range all {
		if !slices.ContainsFunc(t.Dates, func(c news.Claim) bool { return c.Raw == d.Raw && c.Origin == d.Origin && c.Time.Equal(d.Time) }) {
			t.Dates = append(t.Dates, d.Claim)
		}
	}
	for i := range t.Updates {
		u := &t.Updates[i].Time
		if u.Doubt = p.later(*u); u.Doubt == "" {
			u.Doubt = precedes(*u, t.Published)
		}
	}
	for i := range t.Dates {
		if d := &t.Dates[i]; i > 0 && d.Doubt == "" && slices.ContainsFunc(all, func(a dated) bool { return a.updated && a.Claim == *d }) {
			d.Doubt = precedes(*d, t.Published)
		}
	}
}

// relabel takes a date that a page shows without saying of what for that of its
// last change, where it lies between the times at which its metadata says that it
// was published and changed. A page of advice that is dated anew every year is
// published anew: unless it calls itself news, the two must be of one week.
func (p *page) relabel(all []dated) {
	published, changed := machineDates(all)
	const week = 7 * 24 * time.Hour
	news := slices.ContainsFunc(p.head.article().types(), func(t string) bool { return strings.HasSuffix(t, "NewsArticle") })
	if published.IsZero() || !changed.After(published) || !news && changed.Sub(published) > week {
		return
	}
	for i := range all {
		all[i].updated = all[i].updated || all[i].restates(published, changed)
	}
}

// machineDates are the first time of publication and the last of a change that
// metadata states; zero for none.
func machineDates(all []dated) (published, changed time.Time) {
	for _, d := range all {
		machine := d.Origin == news.OriginJSONLD || d.Origin == news.OriginMeta && strings.Contains(d.source, "_time")
		switch {
		case !machine || !d.Usable():
		case d.updated:
			changed = d.Time
		case published.IsZero() || d.Time.Before(published):
			published = d.Time
		}
	}
	return published, changed
}

// restates reports a shown date that is later than the publication and not later
// than the change. Without a zone it must show the clock of the change.
func (d dated) restates(published, changed time.Time) bool {
	const day, clock = 24 * time.Hour, "2006-01-02T15:04"
	switch {
	case d.Origin != news.OriginTime && d.Origin != news.OriginText, !d.Usable(), d.Time.After(changed.Add(day)):
		return false
	case d.Time.Sub(published) > day:
		return true
	case d.Precision == news.PrecisionDay:
		return false
	case d.Zone == news.ZoneStated:
		return d.Time.After(published.Add(10 * time.Minute))
	}
	return d.Time.Format(clock) == changed.Format(clock) && d.Time.Format(clock) != published.Format(clock)
}

// doubt marks claims that cannot be true.
func (p *page) doubt(all []dated) {
	for i := range all {
		all[i].Doubt = p.later(all[i].Claim)
	}
	for i := range all {
		if d := &all[i]; d.Doubt == "" && d.slipped(all) {
			d.Doubt = "another year than the same day has elsewhere on the page"
		}
	}
}

// slipped reports a day of publication whose year at least two other places give
// otherwise, and none as it does: in January the old year is soon typed.
func (d dated) slipped(all []dated) bool {
	others := map[news.Origin]bool{}
	for _, o := range all {
		switch {
		case d.updated || o.updated || !d.Usable() || !o.Usable() || o.Origin == d.Origin || o.Time.Format("01-02") != d.Time.Format("01-02"):
		case o.Time.Year() == d.Time.Year():
			return false
		default:
			others[o.Origin] = true
		}
	}
	return len(others) > 1
}

// later says why a claim cannot be true at the time of reading: a day and a half
// are left for zones and clocks.
func (p *page) later(c news.Claim) string {
	if !p.o.Now.IsZero() && c.Known() && c.Time.After(p.o.Now.Add(36*time.Hour)) {
		return "in the future"
	}
	return ""
}

// precedes says why an update cannot be true: it names a day before the
// publication it updates.
func precedes(update, published news.Claim) string {
	if !update.Known() || !published.Known() {
		return ""
	}
	layout := "2006-01-02"
	switch {
	case update.Precision == news.PrecisionYear || published.Precision == news.PrecisionYear:
		layout = "2006"
	case update.Precision == news.PrecisionMonth || published.Precision == news.PrecisionMonth:
		layout = "2006-01"
	}
	if update.Time.UTC().Format(layout) < published.Time.UTC().Format(layout) && published.Time.Sub(update.Time) > 12*time.Hour {
		return "before publication"
	}
	return ""
}

// trust orders the places that claim a date: what publishing software writes
// for others to read, then what is marked or printed for readers, then JSON-LD
// (often the date of a rebuild), then the rest. The address comes last.
func trust(d dated) int {
	switch {
	case d.Origin == news.OriginMeta && strings.Contains(d.source, "published_time"):
		return 0
	case d.Origin == news.OriginMicrodata:
		return 1
	case d.Origin == news.OriginTime:
		return 2
	case d.Origin == news.OriginText:
		return 3
	case d.Origin == news.OriginJSONLD && d.source == "datePublished":
		return 4
	case d.Origin == news.OriginMeta:
		return 5
	case d.Origin == news.OriginURL:
		return 7
	}
	return 6
}

// publication chooses among the claims of publication: the most trusted day,
// as exactly as anybody states that day. Zero when nobody dates the article.
func publication(all []dated) news.Claim {
	best := -1
	for i, d := range all {
		if d.updated || d.Doubt != "" {
			continue
		}
		if best < 0 || rank(d) < rank(all[best]) {
			best = i
		}
	}
	if best < 0 {
		return onlyChanged(all)
	}
	chosen := all[best].Claim
	for _, d := range all {
		if !d.updated && d.Doubt == "" && exactness(d.Claim) > exactness(chosen) && within(chosen, d.Claim) {
			chosen = d.Claim
		}
	}
	return chosen
}

// onlyChanged is the date that readers are shown where a page prints none but
// that of its last change. It is kept as what it is, and the doubt keeps it from
// ordering anything.
func onlyChanged(all []dated) news.Claim {
	for _, d := range all {
		if d.updated && d.Usable() && (d.Origin == news.OriginText || d.Origin == news.OriginTime) {
			d.Claim.Doubt = "of the last change; no date of publication is stated"
			return d.Claim
		}
	}
	return news.Claim{}
}

// rank is trust, a claim that does not reach a day after all that do.
func rank(d dated) int {
	r := trust(d)
	if !d.Usable() {
		r += 10
	}
	return r
}

// exactness grows with what is known of the time.
func exactness(c news.Claim) int {
	n := slices.Index([]news.Precision{news.PrecisionNone, news.PrecisionYear, news.PrecisionMonth, news.PrecisionDay, news.PrecisionMinute, news.PrecisionSecond}, c.Precision)
	n *= 2
	if c.Zone == news.ZoneStated {
		n++
	}
	return n
}

// within reports that fine says the same as coarse, only more of it.
func within(coarse, fine news.Claim) bool {
	return strings.HasPrefix(fine.Time.Format("2006-01-02T15:04:05"), coarse.Time.Format(map[news.Precision]string{
		news.PrecisionYear: "2006", news.PrecisionMonth: "2006-01", news.PrecisionDay: "2006-01-02",
		news.PrecisionMinute: "2006-01-02T15:04", news.PrecisionSecond: "2006-01-02T15:04:05"}[coarse.Precision]))
}

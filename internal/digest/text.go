package digest

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"cipherdesk/internal/news"
)

// textColumns is the width of an edition in plain text.
const textColumns = 72

// WriteText prints an edition as plain text of 72 columns. Only an address can
// be longer than a line.
func WriteText(w io.Writer, e *Edition, words Words) error {
	t := &page{out: bufio.NewWriter(w), Words: words, e: e}
	t.head()
	t.block(&e.Block)
	if !e.Early.Empty() {
		t.heading("From first polls, never sealed")
		t.block(&e.Early)
	}
	if len(e.Changed) > 0 {
		t.heading("Changed by their publishers")
		t.line("")
	}
	for _, c := range e.Changed {
		t.say(0, 2, "- "+t.fix(c))
	}
	t.foot()
	return t.out.Flush()
}

// page is an edition on its way to plain text. Its first error stays with out.
type page struct {
	out *bufio.Writer
	Words
	e *Edition
	n int // events so far
}

func (t *page) line(s string) { fmt.Fprintln(t.out, strings.TrimRight(s, " ")) }

// say prints words at an indent; lines after the first stand further in.
func (t *page) say(indent, further int, words string) {
	lead := strings.Repeat(" ", indent)
	for _, l := range wrap(words, textColumns-indent, textColumns-indent-further) {
		t.line(lead + l)
		if lead = strings.Repeat(" ", indent+further); further == 0 {
			lead = strings.Repeat(" ", indent)
		}
	}
}

func (t *page) rule(c string) { t.line(strings.Repeat(c, textColumns)) }

func (t *page) heading(words string) {
	t.line("")
	t.rule("-")
	t.say(0, 0, strings.ToUpper(words))
}

func (t *page) head() {
	e := t.e
	title, name := e.Period.Title(), strings.ToUpper(t.Title)
	if gap := textColumns - columns(name) - columns(title); gap > 1 {
		t.line(name + strings.Repeat(" ", gap) + title)
	} else {
		t.say(0, 0, name)
		t.say(0, 0, title)
	}
	t.rule("=")
	if t.Sample {
		t.say(0, 0, "SAMPLE: every outlet, person and number is invented.")
	}
	t.say(0, 0, Count(len(e.Events), "event")+", "+Count(e.Articles, "article")+", "+Count(e.Outlets, "outlet")+". "+t.State(e)+".")
	if e.Empty() {
		t.line("")
		t.say(0, 0, "No encryption story was first seen in this time.")
	}
}

func (t *page) block(b *Block) {
	for _, ev := range b.Events {
		t.event(ev)
	}
	if b.More > 0 {
		t.line("")
		t.say(4, 0, Count(b.More, "more event")+": "+t.Base+"/events")
	}
	t.stories("Stories on their own", b.Loose)
	t.stories("Mentions of encryption", b.Passing)
}

func (t *page) event(ev Event) {
	t.n++
	t.line("")
	number := fmt.Sprintf("%-4s", fmt.Sprint(t.n))
	for _, l := range wrap(ev.Name(), textColumns-4, textColumns-4) {
		t.line(number + l)
		number = "    "
	}
	about := OriginsWords(ev.Outlets, ev.Origins)
	if len(ev.Kinds) > 0 {
		about += ": " + KindsWords(ev.Kinds)
	}
	if by := ev.By(); by != "" {
		t.say(4, 0, by)
	}
	for _, q := range ev.Quotes {
		words := "“" + q.Words
		if q.Shortened {
			words += " […]"
		}
		t.line("")
		t.say(6, 1, words+"”")
		t.say(7, 0, q.Who())
	}
	t.line("")
	t.say(4, 2, about+".")
	if ev.Figure != nil {
		t.say(4, 2, KeyWords(*ev.Figure))
	}
	for _, f := range ev.Further {
		t.say(4, 2, KeyWords(f))
	}
	t.say(4, 2, FirstWords(ev, t.Zone)+".")
	if len(ev.OriginsWhy) > 0 {
		t.say(4, 2, "Why fewer origins: "+strings.Join(ev.OriginsWhy, "; ")+".")
	}
	if ev.Document != nil {
		t.say(4, 2, "It is about: "+strings.TrimSpace(ev.Document.Label+" "+ev.Document.URL))
	}
	if len(ev.Tags) > 0 {
		t.say(4, 2, "Subjects: "+strings.Join(t.labels(ev.Tags), ", ")+".")
	}
	for _, c := range ev.Changed {
		t.say(4, 2, "Changed since: "+t.fix(c)+".")
	}
	t.line("")
	for _, s := range ev.Stories {
		t.story(4, s)
	}
}

// fix says what a publisher changed, and where.
func (t *page) fix(c Correction) string {
	if c.Withdrawn != nil {
		return withdrawnOf(c.Withdrawn, t.Zone)
	}
	return c.OutletName + ", " + c.At.In(t.Zone).Format("2 January, 15:04") + ": " + c.Words()
}

func (t *page) stories(heading string, list []Story) {
	if len(list) == 0 {
		return
	}
	t.heading(heading)
	t.line("")
	for _, s := range list {
		t.story(0, s)
	}
}

func (t *page) story(indent int, s Story) {
	if s.Withdrawn != nil {
		t.say(indent, 2, "- "+withdrawnOf(s.Withdrawn, t.Zone)+".")
		return
	}
	words := "- " + s.OutletName + ": " + s.Name()
	if notes := s.About(); len(notes) > 0 {
		words += " (" + strings.Join(notes, "; ") + ")"
	}
	t.say(indent, 2, words)
	t.say(indent+2, 0, s.URL)
}

func (t *page) foot() {
	t.heading("What we could not read")
	t.line("")
	t.say(0, 0, t.e.Reading.Words())
	for _, u := range t.e.Reading.Unread {
		words := "- " + u.Name + ": " + u.Why(t.at(t.e))
		if u.Detail != "" && u.Status != news.FeedStale {
			words += " (" + u.Detail + ")"
		}
		t.say(0, 2, words)
	}
	t.line("")
	t.rule("=")
	t.say(0, 0, t.Base+t.e.Period.Path())
	if t.e.Seal != nil {
		t.say(0, 0, "Id: "+string(t.e.Seal.ID))
	}
}

// wrap breaks words into lines of at most so many columns, the first one and
// the others. A word that is longer has a line of its own.
func wrap(s string, first, others int) []string {
	var lines []string
	line, used, room := "", 0, first
	for word := range strings.FieldsSeq(s) {
		n := columns(word)
		if used > 0 && used+1+n > room {
			lines = append(lines, line)
			line, used, room = "", 0, others
		}
		if used > 0 {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+n
	}
	return append(lines, line)
}

// columns is how many columns a terminal gives to words.
func columns(s string) int {
	n := 0
	for _, r := range s {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

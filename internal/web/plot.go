package web

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
)

// plot shows when which value of one quantity was stated: a sign for each text,
// of the shape of its outlet's kind. Its numbers stand on the page as a table.
// The zero value draws nothing.
type plot struct {
	Title, Desc, Note string
	Width, Height     int
	Left              int
	Lines             []plotLine // one for each value
	Dots              []plotDot
	First, Last       string // days
}

// plotLine is a value on the upright axis.
type plotLine struct {
	Name string
	Y    int
}

// plotDot is one text. Reach is how far up or down its number may go, in
// pixels: more than, at most, between.
type plotDot struct {
	Mark     news.Mark
	X, Y     int
	From, To int
	Words    string
}

// Label is where a line's name stands, Bottom where the days stand, and Corner,
// Side and Middle where a sign stands.
func (l plotLine) Label() int { return l.Y + 4 }
func (p *plot) Bottom() int   { return p.Height - 2 }
func (d plotDot) Side() int   { return d.X }
func (d plotDot) Corner() int { return d.Y - plotDotSize/2 }
func (d plotDot) Middle() int { return d.X + plotDotSize/2 }

// The plot's measures, in its own units.
const (
	plotDotSize = 10
	plotStep    = 26 // the least between two lines
	plotMost    = 7  // values that are named
	plotTop     = 18
	plotReach   = 12
	plotLetter  = 6
)

// newPlot draws the texts that state one quantity, oldest first. One alone shows
// nothing that the table does not.
func newPlot(title string, lines []statedLine, zone *time.Location) *plot {
	var with []statedLine
	for _, l := range lines {
		if l.Figure.Value != nil {
			with = append(with, l)
		}
	}
	if len(with) < 2 {
		return &plot{}
	}
	p := &plot{Title: title, Width: chartWidth}
	height := p.place(distinctValues(with))
	byTime := func(a, b statedLine) int { return a.FirstSeen.Compare(b.FirstSeen) }
	first, last := slices.MinFunc(with, byTime).FirstSeen, slices.MaxFunc(with, byTime).FirstSeen
	p.First, p.Last = first.In(zone).Format("2 January 2006"), last.In(zone).Format("2 January 2006")
	taken := map[int][]int{}
	for _, l := range with {
		d := plotDot{Mark: l.Row.Kind.Mark(), Y: height(*l.Figure.Value), X: p.Left + p.across(l.FirstSeen, first, last)}
		d.X = beside(taken[d.Y], d.X, p.Left, p.Width-plotDotSize)
		taken[d.Y] = append(taken[d.Y], d.X)
		d.From, d.To = reaches(l.Figure, d.Y, height)
		d.Words = fmt.Sprintf("%s, %s: %s", l.FirstSeen.In(zone).Format("2 January 2006"), l.OutletName, digest.FigureValue(l.Figure))
		p.Dots = append(p.Dots, d)
	}
	outlets := map[news.OutletID]bool{}
	for _, l := range with {
		outlets[l.Row.Article.Outlet] = true
	}
	p.Desc = p.words()
	p.Note = fmt.Sprintf("%s of %s, by when we first saw each (%s).", digest.Count(len(with), "text"), digest.Count(len(outlets), "outlet"), zone)
	if slices.ContainsFunc(p.Dots, func(d plotDot) bool { return d.From != d.To }) {
		p.Note += " A line up says “more than” or “at least”, a line down “almost”, “at most” or “up to”."
	}
	return p
}

// distinctValues are the values of the lines, the largest first, with the words
// of the text that stated each first.
func distinctValues(lines []statedLine) (out []statedLine) {
	for _, l := range lines {
		if !slices.ContainsFunc(out, func(o statedLine) bool { return *o.Figure.Value == *l.Figure.Value }) {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b statedLine) int { return cmp.Compare(*b.Figure.Value, *a.Figure.Value) })
	return out
}

// place lays the values out from top to bottom and returns where each stands:
// as far apart as they are, but never so close that two names meet.
func (p *plot) place(values []statedLine) func(float64) int {
	most, least := *values[0].Figure.Value, *values[len(values)-1].Figure.Value
	room := plotStep * min(2*(len(values)-1), plotMost)
	at := map[float64]int{}
	y := plotTop
	for i, l := range values {
		v := *l.Figure.Value
		if i > 0 {
			y = max(y+plotStep, plotTop+int(float64(room)*(most-v)/(most-least)))
		}
		at[v] = y
		if i < plotMost || i == len(values)-1 {
			f := l.Figure
			f.Bound = news.BoundExact
			name := digest.FigureValue(f)
			p.Lines = append(p.Lines, plotLine{name, y})
			p.Left = min(max(p.Left, plotLetter*utf8.RuneCountInString(name)+6), p.Width/2)
		}
	}
	p.Height = y + plotReach + 16
	return func(v float64) int { return at[v] }
}

// across is where a time stands between the first and the last.
func (p *plot) across(t, first, last time.Time) int {
	room := p.Width - p.Left - plotDotSize
	if !last.After(first) {
		return 0
	}
	return int(math.Round(float64(room) * float64(t.Sub(first)) / float64(last.Sub(first))))
}

// beside moves a sign until it covers none of those on its line.
func beside(taken []int, x, left, right int) int {
	free := func(x int) bool {
		return !slices.ContainsFunc(taken, func(t int) bool { return t-x < plotDotSize && x-t < plotDotSize })
	}
	for d := 0; d < right; d++ {
		if x+d <= right && free(x+d) {
			return x + d
		}
		if x-d >= left && free(x-d) {
			return x - d
		}
	}
	return x
}

// reaches tells from where to where a number may lie, in pixels.
func reaches(f news.Figure, y int, height func(float64) int) (from, to int) {
	switch f.Bound {
	case news.BoundMoreThan, news.BoundAtLeast:
		return y - plotReach, y
	case news.BoundLessThan, news.BoundAtMost, news.BoundUpTo, news.BoundAlmost:
		return y, y + plotReach
	case news.BoundBetween:
		if f.ValueMax != nil {
			return y - plotReach, y
		}
	}
	return y, y
}

// words reads the plot aloud.
func (p *plot) words() string {
	var all []string
	for _, d := range p.Dots {
		all = append(all, d.Words)
	}
	return strings.Join(all, "; ") + "."
}

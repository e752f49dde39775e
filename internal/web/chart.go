package web

import (
	"fmt"
	"strings"

	"cipherdesk/internal/news"
)

// chart is one or several rows of bars over the same times, drawn here as SVG:
// each row has a name of its own, so that nothing hangs on a colour. Its numbers
// stand beside it as a table. The zero value draws nothing.
type chart struct {
	ID    string // on its page
	Title string
	Note  string // what was counted, of how many, in whose time
	Head  string // what the times are: "Day"
	Times []chartTime
	Rows  []chartRow
	Own   bool // each row has its own scale

	Width, Height int
	Desc          string // all that the picture shows, in words
	Few           bool   // it has one row, without a name
}

// chartTime is one column of bars.
type chartTime struct {
	Name  string // in the table
	Label string // under its bars; empty: none
	Now   bool   // is what the page is about
	Early bool   // holds what first polls brought
	X     int    // of its label
}

// Row is its name in the table, which is narrow, and whose head says it when
// these are weeks.
func (t chartTime) Row() string {
	day, month, _ := strings.Cut(strings.TrimPrefix(t.Name, "week of "), " ")
	return day + " " + month[:min(3, len(month))]
}

// chartRow is one row of bars.
type chartRow struct {
	Name   string
	Mark   news.Mark // empty: none
	Values []int
	Hidden bool // stands in the table only

	Total, Top, Base int
	Bars             []bar
}

type bar struct {
	X, Y, W, H, Value int
	Class             string
}

// Middle is where the bar's value stands, and Over how high.
func (b bar) Middle() int { return b.X + b.W/2 }
func (b bar) Over() int   { return b.Y - 2 }

// Sign is where a row's mark stands, and Line its name.
func (r chartRow) Sign() int { return r.Base - 14 }
func (r chartRow) Line() int { return r.Base - 5 }

// Right is where the totals end, and Foot where the times stand.
func (c *chart) Right() int { return c.Width }
func (c *chart) Foot() int  { return c.Height - 2 }

// Values reports whether there is room for values over the bars.
func (c *chart) Values() bool { return c.Few && len(c.Times) <= chartWeeks }

// The chart's measures, in its own units, which are pixels in the side column.
const (
	chartWidth = 288
	chartFoot  = 14  // for labels of times
	nameWidth  = 106 // for names of rows
	totalWidth = 26
	rowHeight  = 22
	loneHeight = 66 // of a row without a name
)

// draw places the bars and writes down what they show.
func (c *chart) draw() *chart {
	if len(c.Times) == 0 {
		return c
	}
	c.Width = chartWidth
	left, right, height := nameWidth, chartWidth-totalWidth, rowHeight
	if c.Few = len(c.shown()) == 1; c.Few {
		left, right, height = 0, chartWidth, loneHeight
	}
	most := 0
	for _, r := range c.Rows {
		if !r.Hidden {
			most = max(most, peak(r.Values))
		}
	}
	for i := range c.Rows {
		r := &c.Rows[i]
		for _, v := range r.Values {
			r.Total += v
		}
		if r.Hidden {
			continue
		}
		if c.Own {
			most = peak(r.Values)
		}
		r.Top = c.Height
		c.Height += height
		r.Base = c.Height
		c.place(r, left, right, most)
	}
	for i := range c.Times {
		c.Times[i].X = left + (2*i+1)*(right-left)/(2*len(c.Times))
	}
	c.Height += chartFoot
	c.Desc = c.words()
	return c
}

// place draws one row's bars; a value above nothing is always seen.
func (c *chart) place(r *chartRow, left, right, most int) {
	room := r.Base - r.Top - 4
	if c.Few {
		room -= 10 // for the value of the highest
	}
	for i, v := range r.Values {
		if v == 0 {
			continue
		}
		from, to := left+i*(right-left)/len(c.Times), left+(i+1)*(right-left)/len(c.Times)
		gap := max(1, (to-from)/6)
		b := bar{X: from + gap, W: max(1, to-from-2*gap), H: max(2, v*room/most), Value: v, Class: "bar"}
		switch b.Y = r.Base - b.H; {
		case c.Times[i].Early:
			b.Class = "bar early"
		case c.Times[i].Now && r.Mark == "":
			b.Class = "bar now"
		}
		r.Bars = append(r.Bars, b)
	}
}

func (c *chart) shown() (rows []chartRow) {
	for _, r := range c.Rows {
		if !r.Hidden {
			rows = append(rows, r)
		}
	}
	return rows
}

// words reads the chart aloud: every value of a single row, the totals and
// peaks of several.
func (c *chart) words() string {
	var parts []string
	for _, r := range c.shown() {
		if c.Few {
			for i, v := range r.Values {
				parts = append(parts, fmt.Sprint(c.Times[i].Name, " ", v))
			}
			continue
		}
		part := fmt.Sprint(r.Name, " ", r.Total)
		for i, v := range r.Values {
			if v == peak(r.Values) && v > 0 {
				part += fmt.Sprint(", most in ", c.Times[i].Name, ": ", v)
				break
			}
		}
		parts = append(parts, part)
	}
	return fmt.Sprintf("%s to %s. %s.", c.Times[0].Name, c.Times[len(c.Times)-1].Name, strings.Join(parts, "; "))
}

func peak(values []int) (most int) {
	for _, v := range values {
		most = max(most, v)
	}
	return most
}

package web

import (
	"fmt"
	"strings"
	"time"

	"cipherdesk/internal/digest"
)

// chart is a bar chart ready to be drawn: server-made, one rectangle a bar,
// with its data in words for whoever does not see it.
type chart struct {
	Title  string
	Words  string // every value, read aloud
	Bars   []bar
	Width  int
	Height int
	Base   int // y of the axis
	Total  int
	Rows   []digest.DayCount
}

type bar struct {
	X, Y, W, H int
	Label      string // under the bar; empty where there is no room
	LabelX     int
	Value      int
	Now        bool
}

// Top is where the bar's value stands.
func (b bar) Top() int { return b.Y - 2 }

// The chart's box, in its own units.
const (
	chartWidth  = 224
	chartHeight = 64
	chartBase   = 52
	chartTop    = 8
)

// coverageChart draws the stories of the days up to the end of a period.
func coverageChart(days []digest.DayCount, p digest.Period, zone *time.Location) chart {
	c := chart{Title: "Encryption stories a day", Width: chartWidth, Height: chartHeight, Base: chartBase, Rows: days}
	most := 1
	for _, d := range days {
		most = max(most, d.Stories)
		c.Total += d.Stories
	}
	if len(days) == 0 {
		return c
	}
	slot := chartWidth / len(days)
	gap := max(1, slot/5)
	var words []string
	for i, d := range days {
		height := d.Stories * (chartBase - chartTop) / most
		if d.Stories > 0 {
			height = max(height, 2)
		}
		b := bar{X: i*slot + gap/2, W: slot - gap, Y: chartBase - height, H: height, Value: d.Stories,
			Now: p.Has(d.Day) && p.Length == digest.Day, LabelX: i*slot + slot/2}
		if len(days) <= 7 {
			b.Label = d.Day.In(zone).Format("Mon")[:2]
		} else if i%7 == 0 {
			b.Label = d.Day.In(zone).Format("2")
		}
		c.Bars = append(c.Bars, b)
		words = append(words, fmt.Sprintf("%s %d", d.Day.In(zone).Format("2 January"), d.Stories))
	}
	c.Words = strings.Join(words, ", ")
	return c
}

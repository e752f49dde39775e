package news

import "time"

// Statistic is what several figures claim to be: one quantity.
type Statistic struct {
	ID          FigureID
	Differs     bool         // some of them cannot all be true
	Appearances []Appearance // by the time they were seen
}

// Appearance is one figure's place in a statistic, with the reasons. Figure is
// the article's N-th, from 0.
type Appearance struct {
	Article ArticleID
	N       int
	Seen    time.Time
	Figure  Figure
	Why     []Reason
}

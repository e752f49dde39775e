package enrich

import "cipherdesk/internal/news"

// citer finds whom a text relies on.
type citer struct{}

// newCiter lists the alias register and the words of citations.
func newCiter(alias, cue adder) (*citer, error) { return &citer{}, nil }

// find returns the citations of a document in reading order.
func (c *citer) find(d *document) []news.Citation { return nil }

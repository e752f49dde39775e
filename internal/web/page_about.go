package web

import (
	"context"
	"net/http"

	"cipherdesk/internal/digest"
	"cipherdesk/internal/news"
)

// aboutPage explains the desk.
type aboutPage struct {
	Reading digest.Reading
	Kinds   []kindCount
	Contact string
	Recipe  string // checks a sealed edition
}

type kindCount struct {
	Kind    news.Kind
	Outlets int
}

func (s *site) about(ctx context.Context, _ *http.Request) (view, error) {
	outlets, err := s.store.Outlets(ctx)
	if err != nil {
		return view{}, err
	}
	page := aboutPage{Reading: digest.ReadingOf(outlets, s.o.Clock()), Contact: s.o.Contact, Recipe: digest.Recipe}
	counts := map[news.Kind]int{}
	for _, o := range outlets {
		if o.Outlet.Enabled && !o.Outlet.Entity && len(o.Feeds) > 0 {
			counts[o.Outlet.Kind]++
		}
	}
	for _, k := range news.Kinds() {
		page.Kinds = append(page.Kinds, kindCount{k, counts[k]})
	}
	return view{Template: "about", Title: "How this is made", Path: "/about", Section: "/about",
		Description: "Method, order, completeness, neutrality, what is shown of other people’s texts, corrections and complaints.",
		Data:        page}, nil
}

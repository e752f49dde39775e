package ingest

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"cipherdesk/internal/address"
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// mainAgain is how often the main address of a feed is tried while an alternate
// is in use. The alternate is kept whatever comes of it, unless it answers.
const mainAgain = 7 * 24 * time.Hour

// asked is the address that the next poll asks.
func asked(s news.FeedState, now time.Time) string {
	if onAlternate(s) && now.Sub(s.MainTried) >= mainAgain {
		return s.Spec.URL
	}
	return s.Address
}

func onAlternate(s news.FeedState) bool {
	return s.Address != s.Spec.URL && slices.Contains(s.Spec.Alternates, s.Address)
}

// alternate moves on to the next address that feeds.yaml names; a redirect's
// target that has none goes back to the one it came from. Validators belong to
// the address they came from.
func alternate(s news.FeedState) news.FeedState {
	if len(s.Spec.Alternates) == 0 && s.Address == s.Spec.URL {
		return s
	}
	all := append([]string{s.Spec.URL}, s.Spec.Alternates...)
	at := max(slices.Index(all, s.Address), 0) // what a redirect led to stands for the main address
	if s.Address = all[(at+1)%len(all)]; at == 0 {
		s.MainTried = s.Last
	}
	s.Validators, s.Fresh = news.Validators{}, 0
	return s
}

// askPage asks for an article's page; when it is not found where it was, the
// other addresses under which a list has shown it since are asked, too: a site
// that moves its pages has not taken them off.
func (p *Poller) askPage(ctx context.Context, w store.PageWork) (fetch.Response, error) {
	request := p.pageRequest(w)
	response, err := p.Client.Get(ctx, request)
	if !notFound(err) {
		return response, err
	}
	for _, other := range elsewhere(w.Article) {
		request.URL, request.Validators = other, news.Validators{}
		if found, err := p.Client.Get(ctx, request); err == nil {
			found.Validators = news.Validators{} // of another address than the next request's
			return found, nil
		}
	}
	return response, err
}

func notFound(err error) bool {
	var e *fetch.Error
	return errors.As(err, &e) && (e.Status == http.StatusNotFound || e.Status == http.StatusGone)
}

// elsewhere are the addresses of an article that name another page of its site.
func elsewhere(a news.Article) []string {
	own, err := address.Key(a.URL)
	if err != nil {
		return nil
	}
	const most = 2
	tried := []string{own}
	var out []string
	for _, u := range a.Aliases {
		key, err := address.Key(u)
		if err != nil || slices.Contains(tried, key) || address.Site(u) != address.Site(a.URL) || len(out) == most {
			continue
		}
		tried = append(tried, key)
		out = append(out, u)
	}
	return out
}

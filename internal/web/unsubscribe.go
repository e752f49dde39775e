package web

import (
	"net/http"
	"strings"
)

// unsubscribePath begins the addresses by which readers of mails end them.
const unsubscribePath = "/unsubscribe/"

// unsubscribePage says whether a list of mails is ended for one reader.
type unsubscribePage struct {
	Token string
	Muted bool
}

// unsubscribe ends a list of mails for whoever holds its address, when it is
// posted to: by a mail program (RFC 8058) or by the button of this page. Looking
// at the page ends nothing, for programs that check mails look at every link.
func (s *site) unsubscribe(w http.ResponseWriter, r *http.Request) {
	token := strings.TrimPrefix(r.URL.Path, unsubscribePath)
	var set *bool
	switch r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodPost:
		r.Body = http.MaxBytesReader(w, r.Body, 1<<10)
		muted := r.PostFormValue("again") == ""
		set = &muted
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		s.fail(w, r, errMethod)
		return
	}
	muted, err := s.o.Mute(r.Context(), token, set)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a, err := s.render(view{Template: "unsubscribe", Title: "Mail", Path: r.URL.Path, NoIndex: true, Fleeting: true, Data: unsubscribePage{token, muted}})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a.control = controlNone
	a.write(w, r)
}

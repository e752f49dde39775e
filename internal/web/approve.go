package web

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"cipherdesk/internal/news"
)

// approve takes the one form of the desk's own view: it lets the words be shown
// that a publisher removed. No other site can send it: the request must come
// from a page of ours, under a name of this machine.
func (s *site) approve(w http.ResponseWriter, r *http.Request) {
	id, found := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, "/article/"), "/approve")
	if !found || strings.Contains(id, "/") {
		s.fail(w, r, news.ErrNotFound)
		return
	}
	if !fromHere(r) {
		s.fail(w, r, fmt.Errorf("approvals are given on the desk's own page: %w", news.ErrInvalid))
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 1<<10)
	n, err := strconv.Atoi(r.PostFormValue("version"))
	if err != nil {
		s.fail(w, r, fmt.Errorf("name the version by its number: %w", news.ErrInvalid))
		return
	}
	if err := s.o.Approve(r.Context(), news.ArticleID(id), n); err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, fmt.Sprintf("/article/%s/revisions#version-%d", url.PathEscape(id), n), http.StatusSeeOther)
}

// fromHere reports whether a request was sent by a page of this server, asked
// for under a name or address of this machine: a page elsewhere whose name was
// made to lead here has another one.
func fromHere(r *http.Request) bool {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if host != "localhost" && (err != nil || !addr.IsLoopback()) {
		return false
	}
	origin, err := url.Parse(r.Header.Get("Origin"))
	return err == nil && origin.Host != "" && origin.Host == r.Host
}

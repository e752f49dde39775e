package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

func TestMailsAreEndedByPostAlone(t *testing.T) {
	_, s := openDesk(t)
	o, muted := options(), false
	o.Mute = func(_ context.Context, token string, set *bool) (bool, error) {
		if token != "good-token" {
			return false, fmt.Errorf("none of ours: %w", news.ErrNotFound)
		}
		if set != nil {
			muted = *set
		}
		return muted, nil
	}
	h := New(s.db.Reader, o)
	ask := func(method, path, body string) (int, string, http.Header) {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		page, err := io.ReadAll(w.Result().Body)
		s.must(err)
		if wrong := unbalanced(string(page)); wrong != "" && method != "HEAD" {
			t.Errorf("%s %s: %s", method, path, wrong)
		}
		return w.Code, string(page), w.Result().Header
	}
	for _, step := range []struct {
		method, body string
		want         bool
		says         string
	}{{"GET", "", false, "End it"}, {"HEAD", "", false, ""}, {"POST", "List-Unsubscribe=One-Click", true, "This mail is ended"}, {"GET", "", true, "Begin it again"},
		{"POST", "", true, "This mail is ended"}, {"POST", "again=yes", false, "End it"}} {
		status, page, header := ask(step.method, "/unsubscribe/good-token", step.body)
		if status != http.StatusOK || muted != step.want || !strings.Contains(page, step.says) || header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s %q: %d, ended: %v, %v", step.method, step.body, status, muted, header)
		}
	}
	for _, c := range []struct {
		method, path string
		want         int
	}{{"GET", "/unsubscribe/other", 404}, {"POST", "/unsubscribe/other", 404}, {"POST", "/unsubscribe/", 404}, {"PUT", "/unsubscribe/good-token", 405}, {"POST", "/latest", 405}} {
		if status, _, _ := ask(c.method, c.path, ""); status != c.want {
			t.Errorf("%s %s: %d", c.method, c.path, status)
		}
	}
	h = New(s.db.Reader, options()) // a desk without such mails
	if status, _, _ := ask("GET", "/unsubscribe/good-token", ""); status != 404 {
		t.Errorf("without mails: %d", status)
	}
	if status, _, _ := ask("POST", "/unsubscribe/good-token", ""); status != 405 {
		t.Errorf("posted without mails: %d", status)
	}
}

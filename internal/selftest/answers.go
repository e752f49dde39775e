package selftest

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// rss is a feed of n entries with pages under base; extra goes into its channel.
func rss(base string, n int, extra string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0"?><rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>Harbour Lamp</title><link>%s/</link>%s`, base, extra)
	for i := range n {
		fmt.Fprintf(&b, `<item><guid isPermaLink="false">%[2]d</guid><title>The lamp was lit on evening %[2]d</title><link>%[1]s/story/%[2]d</link><description>The keeper lit the lamp on evening %[2]d, and the ships came home.</description></item>`, base, i)
	}
	b.WriteString("</channel></rss>")
	return b.String()
}

// page is an article's page.
func page(n int) string {
	return fmt.Sprintf("<!doctype html><html lang=en><title>The lamp was lit on evening %[1]d</title><article><h1>The lamp was lit on evening %[1]d</h1>%[2]s</article>",
		n, strings.Repeat("<p>The keeper climbed the stair and lit the lamp, although the wind had been against it, and charities wrote about end-to-end encryption of messages to children.</p>", 6))
}

// says answers with a body and these headers, name and value in turn, and with
// 304 to whoever names a validator among them.
func says(body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h["Content-Type"] = []string{"application/rss+xml"}
		for i := 0; i+1 < len(headers); i += 2 {
			h[headers[i]] = []string{headers[i+1]}
		}
		if strings.HasPrefix(body, "<!doctype") {
			h["Content-Type"] = []string{"text/html; charset=utf-8"}
		}
		sent := func(name string) []string { return h[name] } // spelt as the caller did, not as Go would
		if named(r, "If-None-Match", sent("ETag")) || named(r, "If-Modified-Since", sent("Last-Modified")) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Write([]byte(body))
	}
}

func named(r *http.Request, name string, validator []string) bool {
	return len(validator) == 1 && len(r.Header[name]) == 1 && r.Header[name][0] == validator[0]
}

// status answers with a number and these headers, whatever is asked.
func status(code int, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header()[headers[i]] = []string{headers[i+1]}
		}
		w.WriteHeader(code)
		if code != http.StatusNotModified {
			fmt.Fprintln(w, "The lamp room is closed.")
		}
	}
}

// leads redirects.
func leads(code int, to string) http.HandlerFunc { return status(code, "Location", to) }

// inTurn gives one answer after the other; the last one stays.
func inTurn(answers ...http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
	at := 0
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		h := answers[min(at, len(answers)-1)]
		at++
		mu.Unlock()
		h(w, r)
	}
}

// spans are the times between requests on the desk's clock.
func spans(list []request) []time.Duration {
	var out []time.Duration
	for i := 1; i < len(list); i++ {
		out = append(out, list[i].at.Sub(list[i-1].at))
	}
	return out
}

// shortest is the least of them; 0 without any.
func shortest(list []time.Duration) time.Duration {
	least := time.Duration(0)
	for i, d := range list {
		if i == 0 || d < least {
			least = d
		}
	}
	return least
}

// quote names a list of validators in a report.
func quote(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return fmt.Sprintf("%+q", list[0])
}

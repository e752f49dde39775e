package deliver_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/netip"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cipherdesk/internal/config"
	. "cipherdesk/internal/deliver"
	"cipherdesk/internal/digest"
	"cipherdesk/internal/fetch"
	"cipherdesk/internal/mail/mailtest"
	"cipherdesk/internal/news"
	"cipherdesk/internal/store"
)

// office is a courier over a desk whose feeds the test writes.
type office struct {
	*Courier
	t    *testing.T
	now  time.Time
	said strings.Builder // the log
	mu   sync.Mutex
	feed map[string][]string  // path and query: ids, newest first
	when map[string]time.Time // by id: when it was published
}

func (o *office) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	const pageSize = 50
	path, cursor, _ := strings.Cut(r.URL.RequestURI(), "&cursor=")
	from, _ := strconv.Atoi(cursor) // none: the newest
	ids := o.feed[path][min(from, len(o.feed[path])):]
	feed := map[string]any{}
	if len(ids) > pageSize {
		ids = ids[:pageSize]
		feed["next_url"] = fmt.Sprintf("https://desk.example%s&cursor=%d", path, from+pageSize)
	}
	items := []map[string]any{}
	for _, id := range ids {
		items = append(items, map[string]any{"id": id, "url": "https://outlet.example/" + id, "title": "Title of " + id, "summary": "Excerpt.", "date_modified": o.when[id],
			"_provenance": map[string]any{"article": "https://desk.example/article/" + id, "first_seen": o.when[id], "source": map[string]any{"title": "Outlet"}}})
	}
	feed["items"] = items
	_ = json.NewEncoder(w).Encode(feed)
}

func (o *office) publish(path string, ids ...string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.feed[path] = append(ids, o.feed[path]...)
	for _, id := range ids {
		o.when[id] = o.now
	}
}

func (o *office) round() {
	o.t.Helper()
	if err := o.Round(context.Background()); err != nil {
		o.t.Error(err)
	}
}

// open makes an office out of a feeds.yaml without outlets.
func open(t *testing.T, yaml string, file string) *office {
	t.Helper()
	c, problems := config.Load([]byte("desk: {base_url: 'https://desk.example', complaints: stop@example.org}\noutlets:\n  - {id: a, name: A, home: 'https://a.example', kind: research, country: DE, language: de}\n" + yaml))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	o := &office{t: t, now: time.Date(2026, 3, 12, 9, 0, 0, 0, time.UTC), feed: map[string][]string{}, when: map[string]time.Time{}}
	clock := func() time.Time { return o.now }
	db, err := store.Open(context.Background(), file, store.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	client := fetch.New(fetch.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Timeouts: fetch.Timeouts{Total: 2 * time.Second}})
	t.Cleanup(client.Close)
	o.Courier = &Courier{DB: db, Pages: o, Config: c, Client: client, Clock: clock, Log: slog.New(slog.NewTextHandler(&o.said, nil)),
		Words: digest.Words{Title: "Cipherdesk", Base: "https://desk.example", Zone: time.UTC, Now: o.now, Label: func(s string) string { return s }},
		Secret: func(name string) string {
			return map[string]string{"HOOK_KEY": "s3cret-key", "SMTP_PASSWORD": "s3cret-word"}[name]
		}}
	return o
}

func dbFile(t *testing.T) string { return filepath.Join(t.TempDir(), "desk.db") }

// receiver is a webhook.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []string // ids, as they were taken
	asked  int
	answer func(n int, w http.ResponseWriter) bool // true: it was answered
}

func receive(t *testing.T, check func(h http.Header, body []byte)) *receiver {
	t.Helper()
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body) // a broken one fails to be JSON
		r.mu.Lock()
		defer r.mu.Unlock()
		r.asked++
		if check != nil {
			check(q.Header, body)
		}
		if r.answer != nil && r.answer(r.asked, w) {
			return
		}
		var item struct{ ID string }
		if json.Unmarshal(body, &item) != nil {
			t.Errorf("no JSON: %s", body)
		}
		r.got = append(r.got, item.ID)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) took() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.got, " ")
}

func (r *receiver) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.asked
}

func (r *receiver) will(answer func(n int, w http.ResponseWriter) bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = answer
}

func TestWebhooksAreToldOnceInOrderAndSigned(t *testing.T) {
	signed := 0
	r := receive(t, func(h http.Header, body []byte) {
		mac := hmac.New(sha256.New, []byte("s3cret-key"))
		mac.Write([]byte(h.Get("Cipherdesk-Timestamp") + "." + string(body)))
		if h.Get("Cipherdesk-Signature") == "sha256="+hex.EncodeToString(mac.Sum(nil)) && h.Get("Cipherdesk-Delivery") != "" && h.Get("Content-Type") == "application/json" {
			signed++
		}
	})
	file := dbFile(t)
	o := open(t, fmt.Sprintf("webhooks:\n  - {url: '%s/hook/t0ken', secret_env: HOOK_KEY, events: [article, event, edition], query: 'tag:law/x'}\n", r.URL), file)
	search := "/search.json?q=tag%3Alaw%2Fx"
	o.publish(search, "old2", "old1")
	o.publish("/encryption.json", "other")
	o.round()
	if r.took() != "" {
		t.Errorf("what was there before is told: %s", r.took())
	}
	o.publish(search, "new2", "new1")
	o.publish("/events.json", "ev1")
	o.publish("/week.json", "week1")
	o.round()
	o.round()
	open(t, "webhooks:\n  - {url: '"+r.URL+"/hook/t0ken', secret_env: HOOK_KEY, events: [article, event, edition], query: 'tag:law/x'}\n", file).round() // another process
	if got := r.took(); got != "new1 new2 ev1 week1" || signed != 4 {
		t.Errorf("told %q, %d of them signed", got, signed)
	}
	if log := o.said.String(); strings.Contains(log, "t0ken") || strings.Contains(log, "s3cret") {
		t.Errorf("the log tells secrets:\n%s", log)
	}
}

// TestMoreThanAPageIsTold publishes more between two looks than a page of the
// feed holds.
func TestMoreThanAPageIsTold(t *testing.T) {
	r := receive(t, nil)
	o := open(t, "webhooks:\n  - {url: '"+r.URL+"/hook', events: [article], query: x}\n", dbFile(t))
	many := func(name string, n int) (ids []string) {
		for i := range n {
			ids = append(ids, fmt.Sprint("tag:desk.example,2026:", name, n-i))
		}
		return ids
	}
	o.publish("/search.json?q=x", many("old", 130)...)
	o.round()
	o.now = o.now.Add(time.Minute)
	late := many("new", 120)
	o.publish("/search.json?q=x", late...)
	o.round()
	o.round()
	slices.Reverse(late)
	if got := r.took(); got != strings.Join(late, " ") {
		t.Errorf("told %q", got)
	}
	o.now = o.now.Add(time.Minute)
	o.feed["/search.json?q=x"] = o.feed["/search.json?q=x"][170:] // withdrawn: what is left was never told, and is old
	o.publish("/search.json?q=x", "tag:desk.example,2026:last")
	o.publish("/search.json?q=x", many("more", 60)...)
	o.round()
	if got := r.took(); strings.Count(got, "old") != 0 || r.count() != 120+61 {
		t.Errorf("%d told: %q", r.count(), got)
	}
}

// TestWhatIsForgottenIsNotToldAgain lets more than a year pass over a feed that
// stays as it is.
func TestWhatIsForgottenIsNotToldAgain(t *testing.T) {
	r := receive(t, nil)
	o := open(t, "webhooks:\n  - {url: '"+r.URL+"/hook', events: [article], query: x}\n", dbFile(t))
	o.round()
	o.publish("/search.json?q=x", "tag:desk.example,2026:a")
	o.round()
	for range 20 {
		o.now = o.now.AddDate(0, 1, 0)
		o.round()
	}
	if got := r.took(); got != "tag:desk.example,2026:a" {
		t.Errorf("told %q", got)
	}
	what := store.Delivery{Recipient: store.Recipient("webhook", r.URL+"/hook"), Entry: "tag:desk.example,2026:a"}
	if _, found, err := o.DB.DeliveryOf(context.Background(), what); found || err != nil {
		t.Errorf("not forgotten: %v", err)
	}
	o.publish("/search.json?q=x", "tag:desk.example,2026:b")
	o.round()
	if r.count() != 2 {
		t.Errorf("asked %d times", r.count())
	}
}

func TestWebhooksInTrouble(t *testing.T) {
	r := receive(t, nil)
	o := open(t, "webhooks:\n  - {url: '"+r.URL+"', events: [article]}\n", dbFile(t))
	o.round()
	r.will(func(n int, w http.ResponseWriter) bool {
		if n <= 2 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		return n <= 2
	})
	o.publish("/encryption.json", "b", "a")
	o.round()
	if r.count() != 1 {
		t.Errorf("a receiver in trouble was asked %d times in a round", r.count())
	}
	o.round() // a waits; b is tried and refused
	if r.count() != 2 {
		t.Errorf("asked %d times before the wait was over", r.count())
	}
	o.now = o.now.Add(2 * time.Minute)
	o.round()
	if got := r.took(); got != "a b" {
		t.Errorf("after the trouble: %q", got)
	}
	r.will(func(_ int, w http.ResponseWriter) bool { // reads everything, says nothing
		c, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			c.Close()
		}
		return true
	})
	o.publish("/encryption.json", "c")
	asked := r.count()
	for range 3 {
		o.round()
		o.now = o.now.Add(48 * time.Hour)
	}
	if r.count() != asked+1 || !strings.Contains(o.said.String(), "handed over without an answer") {
		t.Errorf("told %d times without an answer\n%s", r.count()-asked, o.said.String())
	}
	r.will(func(_ int, w http.ResponseWriter) bool { w.WriteHeader(http.StatusBadRequest); return true })
	o.publish("/encryption.json", "d")
	asked = r.count()
	for range 20 {
		o.round()
		o.now = o.now.Add(25 * time.Hour)
	}
	if n := r.count() - asked; n != 8 || !strings.Contains(o.said.String(), "given up") {
		t.Errorf("tried %d times", n)
	}
	if waiting, lost, err := o.DB.Undelivered(context.Background()); err != nil || waiting != 0 || lost != 2 {
		t.Errorf("%d waiting, %d lost, %v", waiting, lost, err)
	}
}

func TestWebhooksThatMayNotBeTold(t *testing.T) {
	r := receive(t, nil)
	o := open(t, "webhooks:\n  - {url: '"+r.URL+"', events: [article]}\n  - {url: '"+r.URL+"/x', secret_env: MISSING, events: [article]}\n", dbFile(t))
	o.round()
	o.publish("/encryption.json", "a")
	strict := fetch.New(fetch.Options{})
	defer strict.Close()
	o.Client = strict
	o.round()
	if r.count() != 0 || !strings.Contains(o.said.String(), "refused to connect") || !strings.Contains(o.said.String(), "MISSING") {
		t.Errorf("asked %d times\n%s", r.count(), o.said.String())
	}
}

const letters = "mail:\n  host: 127.0.0.1\n  port: %d\n  tls: starttls\n  username: desk\n  password_env: SMTP_PASSWORD\n  from: Desk <desk@example.org>\n" +
	"  recipients:\n    - {to: one@example.org, editions: [day], alerts: ['letter', 'tag:law/x']}\n    - {to: Two <Two@example.org>, alerts: ['letter']}\n"

func TestAlertsOncePerArticle(t *testing.T) {
	s := mailtest.Start(t, &mailtest.Server{Encrypt: "starttls", Username: "desk", Password: "s3cret-word"})
	o := open(t, fmt.Sprintf(letters, s.Port), dbFile(t))
	o.Roots = s.Roots
	o.publish("/search.json?q=letter", "old")
	o.round()
	if n := len(s.Letters()); n != 0 {
		t.Fatalf("%d letters about what was there before", n)
	}
	o.publish("/search.json?q=letter", "b", "a")
	o.publish("/search.json?q=tag%3Alaw%2Fx", "c", "a")
	o.round()
	o.round()
	var told []string
	for _, l := range s.Letters() {
		found := ""
		for _, id := range []string{"old", "a", "b", "c"} {
			if strings.Contains(l.Data, "https://desk.example/article/"+id+"\r\n") {
				found += " " + id
			}
		}
		told = append(told, l.To+found)
		if !l.TLS || !strings.Contains(l.Data, "List-Id: ") || strings.Contains(l.Data, "s3cret") {
			t.Errorf("%+v", l)
		}
	}
	if got := strings.Join(told, ", "); got != "one@example.org a b, one@example.org c, Two@example.org a b" {
		t.Errorf("told: %s", got)
	}
	if strings.Contains(o.said.String(), "s3cret") {
		t.Error("the log has the password")
	}
}

func TestMailInTrouble(t *testing.T) {
	refuse := true
	s := mailtest.Start(t, &mailtest.Server{Encrypt: "starttls", Username: "desk", Password: "s3cret-word", Answer: func(command string) string {
		if refuse && command == "RCPT TO:<one@example.org>" {
			return "451 4.7.1 later"
		}
		return ""
	}})
	o := open(t, fmt.Sprintf(letters, s.Port), dbFile(t))
	o.Roots = s.Roots
	o.round()
	o.publish("/search.json?q=letter", "a")
	o.round()
	o.round()
	if l := s.Letters(); len(l) != 1 || l[0].To != "Two@example.org" {
		t.Fatalf("%+v", l)
	}
	refuse = false
	o.round()
	if n := len(s.Letters()); n != 1 {
		t.Errorf("tried again before the wait was over")
	}
	o.now = o.now.Add(2 * time.Minute)
	o.publish("/search.json?q=letter", "b")
	o.round()
	o.round()
	all := s.Letters()
	if len(all) != 3 {
		t.Fatalf("%d letters", len(all))
	}
	for _, l := range all[1:] {
		if l.To == "one@example.org" && !(strings.Contains(l.Data, "/article/a") && strings.Contains(l.Data, "/article/b")) || l.To == "Two@example.org" && strings.Contains(l.Data, "/article/a") {
			t.Errorf("%s", l.Data)
		}
	}
}

// TestReadersEndTheirMails follows the addresses of a letter.
func TestReadersEndTheirMails(t *testing.T) {
	s := mailtest.Start(t, &mailtest.Server{Encrypt: "starttls", Username: "desk", Password: "s3cret-word"})
	o := open(t, strings.Replace(fmt.Sprintf(letters, s.Port), "mail:\n", "mail:\n  one_click: true\n", 1), dbFile(t))
	o.Roots = s.Roots
	o.round()
	o.publish("/search.json?q=letter", "a")
	o.round()
	m, err := mail.ReadMessage(strings.NewReader(s.Letters()[0].Data))
	if err != nil {
		t.Fatal(err)
	}
	ways := m.Header.Get("List-Unsubscribe")
	address, _, ok := strings.Cut(strings.TrimPrefix(ways, "<https://desk.example/unsubscribe/"), ">")
	if !ok || m.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" || !strings.Contains(ways, "<mailto:stop@example.org?") {
		t.Fatalf("%v", m.Header)
	}
	yes, no := true, false
	ctx := context.Background()
	for _, wrong := range []string{"", address[1:], address + "x", strings.Replace(address, "alerts", "day", 1), "a-b-c", strings.ToUpper(address)} {
		if _, err := o.Mute(ctx, wrong, &yes); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	if muted, err := o.Mute(ctx, address, nil); muted || err != nil {
		t.Errorf("looking ended it: %v %v", muted, err)
	}
	for range 2 { // mail programs click twice
		if muted, err := o.Mute(ctx, address, &yes); !muted || err != nil {
			t.Errorf("%v %v", muted, err)
		}
	}
	o.publish("/search.json?q=letter", "b")
	o.round()
	if all := s.Letters(); len(all) != 3 || all[2].To != "Two@example.org" {
		t.Fatalf("%d letters", len(all))
	}
	if muted, err := o.Mute(ctx, address, &no); muted || err != nil {
		t.Errorf("%v %v", muted, err)
	}
	o.round()
	if all := s.Letters(); len(all) != 4 || all[3].To != "one@example.org" {
		t.Errorf("%d letters after it was begun again", len(all))
	}
}

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cipherdesk/internal/mail/mailtest"
)

// mailedDesk is a copy of the played demo with a feeds.yaml that has readers.
func mailedDesk(t *testing.T, s *mailtest.Server) (args []string) {
	t.Helper()
	dir := t.TempDir()
	db, own := filepath.Join(dir, "copy.db"), filepath.Join(dir, "feeds.yaml")
	if got := typeIn(t, "--db", playedFile(t), "backup", db); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	words := fmt.Sprintf(`desk: {base_url: "https://desk.example", contact: desk@example.org}
outlets:
  - {id: a, name: A, home: "https://a.example", kind: research, country: DE, language: de}
mail:
  host: 127.0.0.1
  port: %d
  tls: none
  from: Desk <desk@example.org>
  recipients:
    - {to: one@example.org, editions: [day]}
    - {to: two@example.org, editions: [day, week]}
`, s.Port)
	if err := os.WriteFile(own, []byte(words), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{"--db", db, "--config", own}
}

func TestDigestSend(t *testing.T) {
	refuse := ""
	s := mailtest.Start(t, &mailtest.Server{Answer: func(command string) string {
		if strings.HasPrefix(command, "RCPT TO:<two@") {
			return refuse
		}
		return ""
	}})
	args := append(mailedDesk(t, s), "digest", "--send")
	refuse = "451 4.3.0 later"
	if got := typeIn(t, append(args, "--day", "2026-03-11")...); got.code != 1 || !strings.Contains(got.out, "one@example.org: sent\n") || !strings.Contains(got.out, "two@example.org: refused for now\n") {
		t.Errorf("%+v", got)
	}
	refuse = ""
	for _, want := range []string{"two@example.org: sent\n", "two@example.org: sent before\n"} {
		if got := typeIn(t, append(args, "--day", "2026-03-11")...); got.code != 0 || !strings.Contains(got.out, "one@example.org: sent before\n") || !strings.Contains(got.out, want) {
			t.Errorf("%+v", got)
		}
	}
	if got := typeIn(t, append(args, "--week", "2026-W10")...); got.code != 0 || got.out != "two@example.org: sent\n" {
		t.Errorf("a week: %+v", got)
	}
	for _, wrong := range [][]string{{"--day", "today"}, {"--month", "2026-02"}} {
		if got := typeIn(t, append(args, wrong...)...); got.code != 1 || strings.Count(got.err, "\n") != 1 || got.out != "" {
			t.Errorf("%v: %+v", wrong, got)
		}
	}
	all := s.Letters()
	if len(all) != 3 {
		t.Fatalf("%d letters", len(all))
	}
	for _, want := range []string{"multipart/alternative", "text/plain", "text/html", "=?UTF-8?q?Cipherdesk,_SAMPLE", "SAMPLE", "Archived-At: <https://desk.example/day/2026-03-11>", "List-Unsubscribe: <mailto:desk@example.org?"} {
		if !strings.Contains(all[0].Data, want) {
			t.Errorf("the letter lacks %q:\n%.1500s", want, all[0].Data)
		}
	}
	id := func(l mailtest.Letter) string {
		_, rest, _ := strings.Cut(l.Data, "Message-ID: ")
		line, _, _ := strings.Cut(rest, "\r\n")
		return line
	}
	if id(all[0]) == id(all[1]) || id(all[1]) == id(all[2]) || id(all[0]) == "" {
		t.Errorf("ids: %s %s %s", id(all[0]), id(all[1]), id(all[2]))
	}
}

func TestCheckNamesMissingSecrets(t *testing.T) {
	own := filepath.Join(t.TempDir(), "feeds.yaml")
	words := "desk: {contact: desk@example.org}\noutlets:\n  - {id: a, name: A, home: 'https://a.example', kind: research, country: DE, language: de}\n" +
		"webhooks:\n  - {url: 'https://a.example/hook', secret_env: HOOK_KEY, events: [article]}\n  - {url: 'https://b.example/hook', secret_env: HOOK_KEY, events: [article]}\n"
	if err := os.WriteFile(own, []byte(words), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := typeIn(t, "--config", own, "check"); got.code != 0 || strings.Count(got.err, "HOOK_KEY is not set") != 1 {
		t.Errorf("%+v", got)
	}
}

// TestADeskThatDoesNotPollDelivers serves beside another process that polls.
func TestADeskThatDoesNotPollDelivers(t *testing.T) {
	s := mailtest.Start(t, &mailtest.Server{})
	args := mailedDesk(t, s)
	now := time.Date(2026, 3, 12, 22, 0, 0, 0, time.UTC)
	e := &env{out: io.Discard, err: io.Discard, getenv: func(string) string { return "" }, now: func() time.Time { return now }, database: args[1], configPath: args[3], logFormat: "text"}
	for _, step := range []struct {
		pass time.Duration
		want int
	}{{0, 0}, {6 * time.Hour, 2}} {
		now = now.Add(step.pass)
		ctx, stop := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- serve(ctx, e, serveFlags{listen: "127.0.0.1:0", noPoll: true}) }()
		for deadline := time.Now().Add(10 * time.Second); len(s.Letters()) < max(step.want, 1) && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		}
		stop()
		if err := <-ended; err != nil || len(s.Letters()) != step.want {
			t.Fatalf("after %s: %d letters, %v", step.pass, len(s.Letters()), err)
		}
	}
}

// TestEditionsGoOutWhenTheyClose lets a day pass for those who entered their
// address on it.
func TestEditionsGoOutWhenTheyClose(t *testing.T) {
	s := mailtest.Start(t, &mailtest.Server{})
	args := mailedDesk(t, s)
	now := time.Date(2026, 3, 12, 22, 0, 0, 0, time.UTC)
	var log bytes.Buffer
	e := &env{out: &log, err: &log, getenv: func(string) string { return "" }, now: func() time.Time { return now }, database: args[1], configPath: args[3], logFormat: "text"}
	ctx := context.Background()
	d, err := e.openDesk(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	o, err := d.pages(ctx, e)
	if err != nil {
		t.Fatal(err)
	}
	c, sealer := d.courier(e, nil, d.readersPages(o)), d.sealer(e)
	round := func(at time.Time, want int) {
		t.Helper()
		now = at
		d.seal(ctx, sealer)
		if err := c.Round(ctx); err != nil {
			t.Fatal(err)
		}
		if n := len(s.Letters()); n != want {
			t.Fatalf("%d letters at %s, not %d\n%s", n, at, want, log.String())
		}
	}
	round(now, 0) // the edition of the day before is older than their address
	round(now.Add(3*time.Hour), 0)
	round(now.Add(6*time.Hour), 2)
	round(now.Add(12*time.Hour), 2)
	round(now.Add(30*time.Hour), 2) // nothing was seen on the day after
	for _, l := range s.Letters() {
		if !strings.Contains(l.Data, "day/2026-03-12") {
			t.Errorf("%.800s", l.Data)
		}
	}
}

package config

import (
	"strings"
	"testing"
)

// outletWith is a valid outlet with one more line at line 7, column 5.
func outletWith(line string) string {
	return "outlets:\n  - id: a\n    name: A\n    home: https://a.example\n    kind: research\n    country: US\n    " + line + "\n    language: en\n"
}

func TestProblemsHaveAPlaceAndARemedy(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"unknown key", "outletz: []", `1:1: the file has an unknown key "outletz"; did you mean "outlets"?`},
		{"unknown key of an outlet", outletWith("contry: GB"), `7:5: outlet "a" has an unknown key "contry"; did you mean "country"?`},
		{"wrong type", outletWith("owner: 12"), `7:12: a number where text is wanted; put it in quotes: "12"`},
		{"wrong type of a group", outletWith("selectors: [a]"), `7:16: selectors is a list where keys are wanted`},
		{"wrong type of a list", outletWith("hosts: a.example"), `7:12: hosts is text where a list is wanted`},
		{"yes is no bool", outletWith("enabled: yes"), `7:14: "yes" is not allowed here; write true or false`},
		{"duplicate key", outletWith("name: B"), `7:5: outlet "a" has name twice; keep one of the two; the other is on line 3`},
		{"duplicate id", small + small[len("outlets:\n"):], `9:9: id "a" is taken on line 2; an id names one outlet for ever`},
		{"duplicate url", small + strings.Replace(small[len("outlets:\n"):], "id: a", "id: b", 1), `15:19: this address stands on line 8 already`},
		{"url spelled otherwise", outletWith(`feeds: [{url: "https://a.example/f", alternates: ["https://A.example:443/f"]}]`), `this address stands on line 7 already`},
		{"no url", outletWith(`feeds: [{url: "a.example/f"}]`), `7:19: "a.example/f" is no web address; begin it with https://`},
		{"login in a url", outletWith(`feeds: [{url: "https://u:p@a.example/f"}]`), `an address with a login in it`},
		{"other scheme", outletWith(`feeds: [{url: "file:///etc/passwd"}]`), `is no web address`},
		{"bad host", outletWith(`hosts: ["https://a.example/"]`), `7:13: "https://a.example/" is no host; write the host alone`},
		{"bad selector", outletWith(`selectors: {body: "a[["}`), `7:23: "a[[" is no CSS selector`},
		{"bad pattern", outletWith(`sources: [{sitemap: "https://a.example/s.xml", match: "(a"}]`), `"(a" is no pattern (missing closing ): ` + "`(a`" + `); write RE2`},
		{"bad kind", strings.Replace(small, "research", "charity", 1), `5:11: "charity" is no kind; it is one of child_protection, `},
		{"nearly a kind", strings.Replace(small, "research", "tech-press", 1), `did you mean "tech_press"?`},
		{"bad country", strings.Replace(small, "US", "UK", 1), `6:14: "UK" is not how ISO 3166 spells it; write GB`},
		{"bad language", strings.Replace(small, "language: en", "language: en,fr", 1), `write several as a list: [en,fr]`},
		{"language in words", strings.Replace(small, "language: en", "language: English", 1), `"English" is no language`},
		{"excerpt", outletWith("excerpt: 301"), `7:14: "301" is not allowed here; write a whole number from 0 to 300`},
		{"excerpt with a dot", outletWith("excerpt: 3.5"), `write a whole number from 0 to 300`},
		{"missing", "outlets:\n  - id: a\n    name: A\n    kind: research\n    language: en\n", `2:5: outlet "a" has no country; add country:`},
		{"null is missing", strings.Replace(small, "country: US", "country:", 1), `outlet "a" has no country`},
		{"empty is missing", strings.Replace(small, "name: A", `name: ""`, 1), `3:11: empty text; fill it in`},
		{"bad id", strings.Replace(small, "id: a", "id: A_b", 1), `2:9: "A_b" is no id`},
		{"derivative of nobody", outletWith("derivative_of: ghost"), `7:20: no outlet has the id "ghost"`},
		{"derivative of itself", outletWith("derivative_of: a"), `outlet "a" would derive from itself`},
		{"basis for nothing", outletWith("derivative_basis: because"), `outlet "a" has a basis for nothing`},
		{"entity with feeds", strings.Replace(small, "research", "entity", 1), `outlet "a" is an entity, which is never polled`},
		{"actor of no entity", outletWith("actor: company"), `outlet "a" has an actor, which only an entity needs`},
		{"source of nothing", outletWith("sources: [{link: a}]"), `source does not say what is read`},
		{"source of two kinds", outletWith("sources: [{index: 'https://a.example/', sitemap: 'https://a.example/s'}]"), `source is both index and sitemap`},
		{"json without items", outletWith("sources: [{json: 'https://a.example/j'}]"), `a json source has no items`},
		{"link of a sitemap", outletWith("sources: [{sitemap: 'https://a.example/s', link: a}]"), `link means nothing to a source of kind sitemap`},
		{"bad path", outletWith("sources: [{json: 'https://a.example/j', items: a..b}]"), `"a..b" is no path`},
		{"bad retention", "desk: {retention: {bodies: 6m}}\n" + small, `1:28: "6m" is no time to keep things`},
		{"bad length of time", "desk: {retention: {bodies: 90 days}}\n" + small, `"90 days" is no length of time`},
		{"bad gap", "fetch: {per_host: {gap: 2h}}\n" + small, `"2h" is no gap`},
		{"bad scope", "fetch: {per_host: {scope: hosts}}\n" + small, `did you mean "host"?`},
		{"bad network", "fetch: {allow_networks: [127.0.0.1]}\n" + small, `"127.0.0.1" is an address, not a network; write 127.0.0.1/32`},
		{"bad network 2", "fetch: {allow_networks: [10.0.0.0/33]}\n" + small, `"10.0.0.0/33" is no network`},
		{"bad zone", "desk: {timezone: London}\n" + small, `1:18: "London" is no time zone`},
		{"machine's zone", "desk: {timezone: Local}\n" + small, `"Local" is no time zone`},
		{"bad contact", "desk: {contact: 'call me'}\n" + small, `"call me" is neither a page nor an address`},
		{"bad authority", "desk: {id_authority: 'example.org,2026-13-01'}\n" + small, `is no id authority`},
		{"bad base", "desk: {base_url: 'https://a.example/?q'}\n" + small, `base_url with a query`},
		{"bad tag", "tags: {stance/bad: {silence: true}}\n" + small, `1:8: "stance/bad" is no tag`},
		{"tag with a bad form", "tags: {topic/x: {forms: [{id: a, words: [x], weight: 1000}]}}\n" + small, `write a number from -100 to 100`},
		{"form without words", "tags: {topic/x: {forms: [{id: a}]}}\n" + small, `a form of topic/x has no words`},
		{"form without an id", "tags: {topic/x: {forms: [{words: [a]}]}}\n" + small, `a form of topic/x has no id`},
		{"two forms of one id", "tags: {topic/x: {forms: [{id: a, words: [x]}, {id: a, words: [y]}]}}\n" + small, `two forms with the id "a"`},
		{"within of nothing", "tags: {topic/x: {forms: [{id: a, words: [x], within: 3}]}}\n" + small, `within stands alone`},
		{"mail without a server", "mail: {from: a@example.org, recipients: []}\n" + small, `mail has no host`},
		{"a secret in the file", "mail: {host: a.example, from: a@example.org, recipients: [], password: x}\n" + small, `unknown key "password"`},
		{"a secret as a name", "mail: {host: a.example, from: a@example.org, recipients: [], password_env: 'x y z'}\n" + small, `secrets stay out of this file`},
		{"open mail", "mail: {host: mail.example, tls: none, from: a@example.org, recipients: []}\n" + small, `mail would travel unencrypted`},
		{"idle recipient", "mail: {host: a.example, from: a@example.org, recipients: [{to: b@example.org}]}\n" + small, `recipient would get nothing`},
		{"one click without https", "mail: {host: a.example, from: a@example.org, one_click: true, recipients: [{to: b@example.org, editions: [day]}]}\n" + small, `https:// alone`},
		{"unreadable alert", "mail: {host: a.example, from: a@example.org, recipients: [{to: b@example.org, alerts: ['colour:red']}]}\n" + small, `"colour:red" cannot be searched for: there is no such field`},
		{"webhook of nothing", "webhooks: [{url: 'https://a.example', events: [tea]}]\n" + small, `"tea" is no event`},
		{"anchor", "x: &a 1\noutlets: *a", `outlets is a YAML anchor, alias or type tag where a list is wanted`},
		{"two documents", small + "---\n" + small, `a second YAML document begins here`},
		{"empty", "", `1:1: the file says nothing`},
		{"a comment only", "# nothing\n", `the file says nothing`},
		{"no outlets", "outlets: []", `there are no outlets`},
		{"not a group", "- a\n- b\n", `the file is a list where keys are wanted`},
		{"no YAML", "outlets:\n  - id: a\n   name: b\n", `feeds.yaml:3:`},
		{"a tab", "outlets:\n\t- id: a\n", `feeds.yaml:2:`},
		{"deep", strings.Repeat("[", 100000), `too much structure nested here`},
		{"deep over lines", strings.Repeat("[\n", 100000), `too much structure nested here`},
		{"deep with dashes", strings.Repeat("- ", 100000), `too much structure nested here`},
	} {
		t.Run(c.name, func(t *testing.T) {
			config, problems := Load([]byte(c.src))
			if config != nil || !strings.Contains(problems.Error(), c.want) {
				t.Errorf("want %q in\n%v", c.want, problems)
			}
			for _, p := range problems {
				if line := p.String(); strings.Contains(line, "\n") || p.Line < 1 || p.Column < 1 || p.Do == "" {
					t.Errorf("not one line with place and remedy: %q", line)
				}
			}
		})
	}
}

func TestAllProblemsInOneRun(t *testing.T) {
	_, problems := Load([]byte(`desk: {excerpt: 999, timezone: Mars}
outlets:
  - id: A
    name: A
    home: nowhere
    kind: nobody
    country: Utopia
    language: en
    feeds: [{url: "https://a.example/f", cron: "@every 1s"}]
  - id: b
    nmae: B
`))
	var lines []int
	for _, p := range problems {
		lines = append(lines, p.Line)
	}
	want := []int{1, 1, 3, 5, 6, 7, 9, 10, 10, 10, 10, 10, 11}
	same(t, lines, want)
}

func TestLinesNameTheFileThatWasRead(t *testing.T) {
	_, problems := Load([]byte("outlets: 3"))
	same(t, problems.Lines("/etc/other.yaml"), []string{"/etc/other.yaml:1:10: outlets is a number where a list is wanted; write each on a line of its own, after a dash"})
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(small))
	f.Add([]byte("outlets: [{id: a, feeds: [{cron: 'TZ=0'}]}]"))
	f.Fuzz(checkLoad)
}

func checkLoad(t *testing.T, src []byte) {
	c, problems := Load(src)
	if (c == nil) == (len(problems) == 0) {
		t.Fatalf("config %v with problems %v", c, problems)
	}
	for _, p := range problems {
		if p.Line < 1 || p.Column < 1 || p.What == "" || p.Do == "" || strings.Contains(p.String(), "\n") {
			t.Fatalf("bad problem %q", p.String())
		}
	}
}

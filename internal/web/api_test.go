package web

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func (r reader) data(path string) map[string]any {
	r.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(r.page(path)), &v); err != nil {
		r.Fatalf("%s: %v", path, err)
	}
	return v
}

func keys(v any) string {
	var list []string
	for k := range v.(map[string]any) {
		list = append(list, k)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

func items(v map[string]any) []map[string]any {
	var list []map[string]any
	for _, i := range v["items"].([]any) {
		list = append(list, i.(map[string]any))
	}
	return list
}

func TestArticlesHaveTheShapeOfTheContract(t *testing.T) {
	r, s := openDesk(t)
	list := r.data("/api/v1/articles")
	if keys(list) != "items next sample" || list["next"] != "" {
		t.Errorf("envelope: %s, next %v", keys(list), list["next"])
	}
	const shape = "aliases byline event_id excerpt first_seen id language outlet published revisions same_text_as story tags title url"
	verdicts := map[string]int{}
	for _, a := range items(list) {
		if keys(a) != shape {
			t.Errorf("%v has %s", a["id"], keys(a))
		}
		verdicts[a["story"].(map[string]any)["verdict"].(string)]++
		for _, k := range []string{"aliases", "byline", "tags"} {
			if _, ok := a[k].([]any); !ok {
				t.Errorf("%v: %s is %v", a["id"], k, a[k])
			}
		}
	}
	if verdicts["no"] == 0 || verdicts["passing"] == 0 {
		t.Errorf("without story every verdict is listed: %v", verdicts)
	}
	undated := r.data("/api/v1/articles/" + string(s.ids["undated"]))
	if undated["published"] != nil || undated["event_id"] != nil || undated["same_text_as"] != nil {
		t.Errorf("unknown is not null: %v, %v, %v", undated["published"], undated["event_id"], undated["same_text_as"])
	}
	full := r.data("/api/v1/articles/" + string(s.ids["medialog"]))
	for _, k := range []string{"citations", "figures", "fetches", "revisions"} {
		if list, ok := full[k].([]any); !ok || len(list) == 0 {
			t.Errorf("%s is %v", k, full[k])
		}
	}
	published := full["published"].(map[string]any)
	if published["time"] != "2026-03-12T14:23" || published["precision"] != "minute" || published["zone"] != "unknown" || published["origin"] != "meta" {
		t.Errorf("published: %v", published)
	}
	citation := full["citations"].([]any)[0].(map[string]any)
	if keys(citation) != "evidence kind organisation relation role source speaker url verb" || citation["relation"] != "first-report" || citation["speaker"] != nil {
		t.Errorf("citation: %v", citation)
	}
	if got := keys(full["figures"].([]any)[0]); got != "bound conduit estimator evidence period subject unit value value_max" {
		t.Errorf("figure: %s", got)
	}
}

func TestEventsHaveTheShapeOfTheContract(t *testing.T) {
	r, s := openDesk(t)
	e := r.data("/api/v1/events/chatterbox-letter")
	for _, k := range []string{"id", "title", "title_by", "started", "articles", "outlets", "origins_at_most", "first_report", "members"} {
		if e[k] == nil {
			t.Errorf("no %s", k)
		}
	}
	first := e["first_report"].(map[string]any)
	if first["source"] != "Daily Beacon" || first["kind"] != "credited" || fmt.Sprint(first["by"]) != "["+string(s.ids["medialog"])+"]" {
		t.Errorf("first report: %v", first)
	}
	if evidence := first["evidence"].([]any)[0].(map[string]any); evidence["quote"] != "The Daily Beacon first reported the letter" {
		t.Errorf("evidence: %v", evidence)
	}
	if unknown := r.data("/api/v1/events/veil")["first_report"].(map[string]any); unknown["source"] != nil || unknown["kind"] != "unknown" {
		t.Errorf("not known: %v", unknown)
	}
	if n := len(items(r.data("/api/v1/events?kind=law_enforcement"))); n != 1 {
		t.Errorf("%d events with police", n)
	}
}

func TestListsPageAndFilter(t *testing.T) {
	r, _ := openDesk(t)
	all := items(r.data("/api/v1/articles?limit=500"))
	var paged []string
	next := ""
	for range 100 {
		page := r.data("/api/v1/articles?limit=3&cursor=" + url.QueryEscape(next))
		for _, a := range items(page) {
			paged = append(paged, a["id"].(string))
		}
		if next = page["next"].(string); next == "" {
			break
		}
	}
	if len(paged) != len(all) {
		t.Fatalf("%d articles by pages, %d at once", len(paged), len(all))
	}
	for i, a := range all {
		if a["id"] != paged[i] {
			t.Errorf("place %d: %v and %v", i, a["id"], paged[i])
		}
	}
	for query, want := range map[string]int{
		"story=yes&outlet=medialog": 2, "tag=topic/e2ee-rollout&tag=topic/open-letter-campaign": 5, "kind=company": 1, "q=Kinderorganisaties": 1,
		"since=2026-03-12&story=passing": 1, "until=2026-03-10T12:00:00Z&story=yes&kind=law_enforcement": 1, "since=2027-01-01": 0, "lang=nl": 2,
	} {
		if got := len(items(r.data("/api/v1/articles?" + query))); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	if got := items(r.data("/api/v1/figures?value=4.2+million&outlet=medialog")); len(got) != 1 || got[0]["article_id"] == nil {
		t.Errorf("figures: %v", got)
	}
	if got := len(items(r.data("/api/v1/fetches?failed=true"))); got != 2 {
		t.Errorf("%d failed fetches", got)
	}
	if got := len(items(r.data("/api/v1/outlets?kind=child_protection"))); got != 3 {
		t.Errorf("%d outlets for the protection of children", got)
	}
}

func TestBadQuestionsAreProblems(t *testing.T) {
	r, _ := openDesk(t)
	for path, want := range map[string]int{
		"/api/v1/articles?limit=0": 400, "/api/v1/articles?limit=501": 400, "/api/v1/articles?limit=x": 400, "/api/v1/articles?cursor=nonsense": 400,
		"/api/v1/articles?story=maybe": 400, "/api/v1/articles?kind=friend": 400, "/api/v1/articles?tag=topic/none": 400, "/api/v1/articles?outlet=none": 400,
		"/api/v1/articles?since=yesterday": 400, "/api/v1/articles?colour=blue": 400, "/api/v1/articles?q=%22": 400, "/api/v1/articles?q=%ff%fe&%zz": 400,
		"/api/v1/articles/none": 404, "/api/v1/events/none": 404, "/api/v1/nothing": 404, "/api/v2/articles": 404, "/api/v1/fetches?failed=perhaps": 400,
		"/api/v1/figures?value=many": 400, "/api/v1/outlets?cursor=-1": 400,
	} {
		res := r.get(path)
		body, _ := io.ReadAll(res.Body)
		var p struct {
			Type, Title, Detail string
			Status              int
		}
		if err := json.Unmarshal(body, &p); err != nil || res.StatusCode != want || p.Status != want || p.Title == "" || p.Detail == "" {
			t.Errorf("%s: %d, %s", path, res.StatusCode, body)
		}
		if res.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %s", path, res.Header.Get("Content-Type"))
		}
	}
	if res := r.ask("POST", "/api/v1/articles"); res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("POST: %d %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
}

// What every public answer shows of one article, put together, is at most a
// quarter of its text.
func TestAllPlacesTogetherShowAQuarter(t *testing.T) {
	r, s := openDesk(t)
	for _, name := range s.articles() {
		full, err := s.db.Article(t.Context(), s.ids[name])
		s.must(err)
		data := r.data("/api/v1/articles/" + string(s.ids[name]))
		shown := map[string]bool{}
		if e, ok := data["excerpt"].(string); ok {
			shown[e] = true
		}
		for _, list := range []string{"citations", "figures"} {
			for _, c := range data[list].([]any) {
				for _, e := range c.(map[string]any)["evidence"].([]any) {
					evidence := e.(map[string]any)
					quote, ok := evidence["quote"].(string)
					if ok && evidence["field"] != "title" {
						shown[quote] = true
					}
					start, end := int(evidence["start"].(float64)), int(evidence["end"].(float64))
					if ok && evidence["field"] == "text" && full.Text.Body[start:end] != quote {
						t.Errorf("%s: [%d:%d] is not %q", name, start, end, quote)
					}
				}
			}
		}
		sum := 0
		for words := range shown {
			sum += utf8.RuneCountInString(words)
		}
		if 4*sum > utf8.RuneCountInString(full.Text.Body) {
			t.Errorf("%s: %d characters of %d are shown", name, sum, utf8.RuneCountInString(full.Text.Body))
		}
	}
}

func TestOpenAPIDescribesEveryPath(t *testing.T) {
	r, s := openDesk(t)
	api := r.data("/api/openapi.json")
	if api["openapi"] != "3.1.0" || !strings.Contains(fmt.Sprint(api["servers"]), "https://desk.example") {
		t.Errorf("%v, servers %v", api["openapi"], api["servers"])
	}
	s.seal()
	sealed := items(r.data("/api/v1/editions?length=day"))[0]["id"].(string)
	for path, item := range api["paths"].(map[string]any) {
		path = strings.Replace(path, "articles/{id}", "articles/"+string(s.ids["harbour"]), 1)
		path = strings.Replace(path, "editions/{length}/{period}", "editions/day/2026-03-12", 1)
		path = strings.Replace(path, "editions/{id}", "editions/"+sealed, 1)
		r.page(strings.Replace(path, "events/{id}", "events/veil", 1))
		for _, p := range item.(map[string]any)["get"].(map[string]any)["parameters"].([]any) {
			if name, ok := p.(map[string]any)["name"].(string); ok && p.(map[string]any)["in"] == "query" && name != "value" {
				values := map[string]string{"story": "yes", "lang": "en", "failed": "true", "length": "week"}
				r.page(path + "?" + name + "=" + values[name])
			}
		}
	}
	schemas := api["components"].(map[string]any)["schemas"].(map[string]any)
	article := schemas["Article"].(map[string]any)["properties"]
	if got := items(r.data("/api/v1/articles?limit=1"))[0]; keys(article) != keys(got) {
		t.Errorf("the description says %s, the answer %s", keys(article), keys(got))
	}
	full := r.data("/api/v1/articles/" + string(s.ids["harbour"]))
	delete(full, "sample")
	if keys(schemas["FullArticle"].(map[string]any)["properties"]) != keys(full) {
		t.Errorf("the description says %s, the answer %s", keys(schemas["FullArticle"].(map[string]any)["properties"]), keys(full))
	}
	for name, path := range map[string]string{"Event": "/api/v1/events", "Outlet": "/api/v1/outlets", "Fetch": "/api/v1/fetches", "SealedEdition": "/api/v1/editions"} {
		got := items(r.data(path))[0]
		delete(got, "sample")
		if want := keys(schemas[name].(map[string]any)["properties"]); want != keys(got) {
			t.Errorf("%s: the description says %s, the answer %s", name, want, keys(got))
		}
	}
}

func TestTimesAreUTC(t *testing.T) {
	r, _ := openDesk(t)
	for _, a := range items(r.data("/api/v1/articles")) {
		if v, err := time.Parse(time.RFC3339, a["first_seen"].(string)); err != nil || v.Location() != time.UTC {
			t.Errorf("first seen %v", a["first_seen"])
		}
	}

}

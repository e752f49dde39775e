package page

import (
	"strings"
	"testing"
)

func TestPeople(t *testing.T) {
	for in, want := range map[string]string{
		"By Ann Lee":                             "Ann Lee",
		"Written by Ann Lee and Bo Kim":          "Ann Lee|Bo Kim",
		"By Ann Lee, Bo Kim & Cy Ng":             "Ann Lee|Bo Kim|Cy Ng",
		"Von Anna Beispiel und Bernd Muster":     "Anna Beispiel|Bernd Muster",
		"Par Aline Exemple et Benoît Modèle":     "Aline Exemple|Benoît Modèle",
		"Ana Ejemplo y Blas Muestra Ruiz":        "Ana Ejemplo|Blas Muestra Ruiz",
		"José Ortega y Gasset":                   "José Ortega y Gasset",
		"Ann Lee | Senior Writer | July 2, 2025": "Ann Lee",
		"19 May 2025 · Ann Lee · Politics":       "Ann Lee",
		"Ann Lee March 11, 2015":                 "Ann Lee",
		"Ann Lee Senior Autos Reporter":          "Ann Lee",
		"Ann Lee, technology editor":             "Ann Lee",
		"Ann Lee, MD, PhD":                       "Ann Lee, MD, PhD",
		"Ann (A.J.) Lee (Reuters)":               "Ann Lee",
		"Our Foreign Staff":                      "Our Foreign Staff",
		"Reuters":                                "Reuters",
		"View all posts by Ann Lee":              "Ann Lee",
		"Bo Kim Edited by Ann Lee":               "Bo Kim",
		"admin":                                  "",
		"https://www.facebook.com/harbourpost":   "",
		"ann.lee@example.org":                    "",
		"user18ab3":                              "",
		"February":                               "",
		"Sign up to our newsletter for the best of the week and more of it": "",
		"":    "",
		"By ": "",
	} {
		if got := strings.Join(people([]string{in}, ""), "|"); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := people([]string{"Ann Lee", "The Harbour Post"}, "The Harbour Post"); len(got) != 1 {
		t.Errorf("the site signs beside a person: %q", got)
	}
	if got := people([]string{"Morgan & Morgan"}, "Morgan & Morgan"); len(got) != 1 {
		t.Errorf("a firm was taken apart: %q", got)
	}
}

func TestBylineSources(t *testing.T) {
	h := "<h1>Letter asks for answers</h1>"
	for name, c := range map[string]struct{ page, want string }{
		"nobody":             {h + filler, ""},
		"json-ld reference":  {`<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"Letter asks for answers","author":{"@id":"#p"}},{"@type":"Person","@id":"#p","name":"Ann Lee"}]}</script>` + h + filler, "Ann Lee"},
		"rel author":         {h + `<a rel=author href=/ann>Ann Lee</a>` + filler, "Ann Lee"},
		"microdata":          {h + `<span itemprop=author><span itemprop=name>Ann Lee</span>, reporter</span>` + filler, "Ann Lee"},
		"printed":            {h + `<p>By <a href=/people/ann>Ann Lee</a> in <a href=/politics>Politics</a></p>` + filler, "Ann Lee"},
		"printed below":      {h + filler + filler + `<div>Written by</div><div>Ann Lee</div>`, "Ann Lee"},
		"meta":               {`<meta name=author content="Ann Lee">` + h + filler, "Ann Lee"},
		"more than metadata": {`<meta name=author content="Ann Lee">` + h + `<p>By <a href=/1>Ann Lee</a> and <a href=/2>Bo Kim</a></p>` + filler, "Ann Lee|Bo Kim"},
		"person over site":   {`<meta property=og:site_name content="Harbour Post"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Letter asks for answers","author":{"name":"Harbour Post"}}</script>` + h + `<p>By Ann Lee</p>` + filler, "Ann Lee"},
		"site alone":         {`<meta property=og:site_name content="Harbour Post"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Letter asks for answers","author":{"name":"Harbour Post"}}</script>` + h + filler, "Harbour Post"},
		"teaser's author":    {h + filler + `<aside><a href=/b>Another story</a> <a rel=author href=/x>Cy Ng</a></aside>`, ""},
		"a sentence with by": {h + filler + `<p>By Ann Lee the letter was never signed.</p>`, ""},
	} {
		if x := extract(t, "<article>"+c.page+"</article>", Options{}); strings.Join(x.Byline, "|") != c.want {
			t.Errorf("%s: byline %q, want %q", name, x.Byline, c.want)
		}
	}
}

func TestHeadline(t *testing.T) {
	for name, c := range map[string]struct{ page, want string }{
		"the printed one":       {`<title>Letter asks for answers - Harbour Post</title><meta property=og:title content="You will not believe this letter"><h1>Letter asks for answers</h1>`, "Letter asks for answers"},
		"reworded for sharing":  {`<title>Regulator's letter: 11 questions | Harbour Post</title><h1>Regulator asks eleven questions in letter</h1>`, "Regulator asks eleven questions in letter"},
		"h1 is the site":        {`<meta property=og:site_name content="Harbour Post"><title>Letter asks for answers - Harbour Post</title><h1>Harbour Post</h1>`, "Letter asks for answers"},
		"site's name first":     {`<meta property=og:site_name content="Harbour Post"><title>Harbour Post | Letter asks for answers</title>`, "Letter asks for answers"},
		"unknown site":          {`<title>Letter asks for many answers - The Post</title>`, "Letter asks for many answers"},
		"dash in the headline":  {`<title>Letter – the answers</title>`, "Letter – the answers"},
		"escaped twice":         {`<meta property=og:title content="Gold&amp;#039;s letter asks">`, "Gold's letter asks"},
		"json-ld only":          {`<script type="application/ld+json">{"@type":"Article","headline":"Letter asks for answers",}</script>`, "Letter asks for answers"},
		"nothing":               {``, ""},
		"hidden h1 is not seen": {`<title>Letter asks for answers</title><h1 hidden>Something else in here</h1>`, "Letter asks for answers"},
	} {
		if x := extract(t, c.page+filler, Options{}); x.Title != c.want {
			t.Errorf("%s: %q, want %q", name, x.Title, c.want)
		}
	}
}

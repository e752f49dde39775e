package page

import (
	"testing"
	"time"

	"cipherdesk/internal/news"
)

func TestMoments(t *testing.T) {
	india := time.FixedZone("IST", 5*3600+1800)
	for _, c := range []struct {
		in    string
		order order
		zone  *time.Location
		want  string // of the first claim; empty for none
		of    news.Zone
	}{
		{"2020-02-06T12:23:00+05:30", 0, nil, "2020-02-06T12:23:00+05:30", news.ZoneStated},
		{"2020-02-06T12:23:00.123Z", 0, nil, "2020-02-06T12:23:00Z", news.ZoneStated},
		{"2020-02-06 12:23", 0, nil, "2020-02-06T12:23", news.ZoneUnknown},
		{"2020-02-06 12:23", 0, india, "2020-02-06T12:23:00+05:30", news.ZoneOutlet},
		{"2023-12-13 18:13:33 +1100", 0, nil, "2023-12-13T18:13:33+11:00", news.ZoneStated},
		{"2020-02", 0, nil, "2020-02", news.ZoneUnknown},
		{"2020/02/06", 0, nil, "2020-02-06", news.ZoneUnknown},
		{"20200206T101500", 0, nil, "", ""},
		{"Thu, 06 Feb 2020 08:30:00 GMT", 0, nil, "2020-02-06T08:30:00Z", news.ZoneStated},
		{"Thu, 06 Feb 2020 08:30:00 EST", 0, nil, "2020-02-06T08:30:00-05:00", news.ZoneStated},
		{"Thursday, 6th February 2020, 8:30 am", 0, nil, "2020-02-06T08:30", news.ZoneUnknown},
		{"February 7, 2019 12:34 pm", 0, nil, "2019-02-07T12:34", news.ZoneUnknown},
		{"February 7, 2019 12:34 am", 0, nil, "2019-02-07T00:34", news.ZoneUnknown},
		{"Feb. 7, 2019 at 9 p.m. PST", 0, nil, "2019-02-07T21:00:00-08:00", news.ZoneStated},
		{"January 2, 2025, 9:06am CST", 0, nil, "2025-01-02T09:06:00-06:00", news.ZoneStated},
		{"July 4, 2024 9:00 AM ET", 0, nil, "2024-07-04T09:00:00-04:00", news.ZoneStated},
		{"Mon 9 Aug 2021 14.20 BST", 0, nil, "2021-08-09T14:20:00+01:00", news.ZoneStated},
		{"5 May 2021 10:00 IST", 0, nil, "2021-05-05T10:00", news.ZoneUnknown}, // India, Israel or Ireland
		{"5 May 2021 10:00 IST", 0, india, "2021-05-05T10:00:00+05:30", news.ZoneOutlet},
		{"06/02/2020", orderUnknown, nil, "2020", news.ZoneUnknown},
		{"06/02/2020", dayFirst, nil, "2020-02-06", news.ZoneUnknown},
		{"06/02/2020", monthFirst, nil, "2020-06-02", news.ZoneUnknown},
		{"13/02/2020", orderUnknown, nil, "2020-02-13", news.ZoneUnknown},
		{"10/31/2024", orderUnknown, nil, "2024-10-31", news.ZoneUnknown},
		{"03/03/2020", orderUnknown, nil, "2020-03-03", news.ZoneUnknown},
		{"06.02.2020", orderUnknown, nil, "2020-02-06", news.ZoneUnknown},
		{"6. Februar 2020, 12:23 Uhr", 0, nil, "2020-02-06T12:23", news.ZoneUnknown},
		{"le 6 février 2020 à 12h23", 0, nil, "2020-02-06T12:23", news.ZoneUnknown},
		{"6 de febrero de 2020", 0, nil, "2020-02-06", news.ZoneUnknown},
		{"1º de março de 2021", 0, nil, "2021-03-01", news.ZoneUnknown},
		{"6 marzo 2020", 0, nil, "2020-03-06", news.ZoneUnknown},
		{"6 mei 2020", 0, nil, "2020-05-06", news.ZoneUnknown},
		{"6 lutego 2020", 0, nil, "2020-02-06", news.ZoneUnknown},
		{"6 февраля 2020", 0, nil, "2020-02-06", news.ZoneUnknown},
		{"2020年2月6日", 0, nil, "2020-02-06", news.ZoneUnknown},
		{"Veröffentlicht am 6. Febr. 2024 um 08.05 Uhr", 0, nil, "2024-02-06T08:05", news.ZoneUnknown},
		{"Di., 06. Feb. 2024, 08:05 MEZ", 0, nil, "2024-02-06T08:05:00+01:00", news.ZoneStated},
		{"mardi 6 février 2024 à 8 h 05", 0, nil, "2024-02-06T08:05", news.ZoneUnknown},
		{"Mis à jour le 1er mars 2024 à 08h05", 0, nil, "2024-03-01T08:05", news.ZoneUnknown},
		{"6 de feb. de 2024 a las 08:05", 0, nil, "2024-02-06T08:05", news.ZoneUnknown},
		{"1 de setiembre del 2024", 0, nil, "2024-09-01", news.ZoneUnknown},
		{"dinsdag 6 februari 2024 om 08:05 uur", 0, nil, "2024-02-06T08:05", news.ZoneUnknown},
		{"martedì 8 mag 2024 alle ore 08:05", 0, nil, "2024-05-08T08:05", news.ZoneUnknown},
		{"10 out 2024 às 8h05", 0, nil, "2024-10-10T08:05", news.ZoneUnknown},
		{"tirsdag den 6. februar 2024, kl. 08:05", 0, nil, "2024-02-06T08:05", news.ZoneUnknown},
		{"6 maj 2024 kl 08.05", 0, nil, "2024-05-06T08:05", news.ZoneUnknown},
		{"17. des. 2024", 0, nil, "2024-12-17", news.ZoneUnknown},
		{"5 paź 2024, godz. 08:05", 0, nil, "2024-10-05T08:05", news.ZoneUnknown},
		{"1 września 2024 r.", 0, nil, "2024-09-01", news.ZoneUnknown},
		{"8:05 AM EST, Tue February 6, 2024", 0, nil, "2024-02-06T08:05:00-05:00", news.ZoneStated},
		{"Published 08:05 GMT, 6 February 2024", 0, nil, "2024-02-06T08:05:00Z", news.ZoneStated},
		{"Feb. 6, 2024, at 8:05 a.m. Eastern", 0, nil, "2024-02-06T08:05:00-05:00", news.ZoneStated},
		{"we set 14 out, 10 ago and 3 lis", 0, nil, "", ""},
		{"won 3:02 on 6 February 2024", 0, nil, "2024-02-06", news.ZoneUnknown},
		{"page 12 on 6 February 2024", 0, nil, "2024-02-06", news.ZoneUnknown},
		{"06-Feb-20", 0, nil, "2020-02-06", news.ZoneUnknown},
		{"February 2020", 0, nil, "2020-02", news.ZoneUnknown},
		{"30 February 2020", 0, nil, "2020", ""},
		{"February 6 at 12:23 pm", 0, nil, "", ""},
		{"they may 20 times", 0, nil, "", ""},
		{"version 1.2.2020 of 3.4", 0, nil, "2020-02-01", news.ZoneUnknown},
		{"16.8 million of 18.4 million", 0, nil, "", ""},
		{"32/13/2020 and 2020-13-45", 0, nil, "", ""},
		{"call 020 7946 0018", 0, nil, "", ""},
	} {
		got := news.Claim{}
		for _, m := range moments(c.in, locale{order: c.order}) {
			if m.year != 0 {
				got = m.claim(c.in, news.OriginText, c.zone)
				break
			}
		}
		if c.want == "2020" && c.of == "" { // an impossible day leaves at most what is left
			if got.Usable() {
				t.Errorf("%q: %s", c.in, got)
			}
			continue
		}
		if got.String() != c.want || got.Zone != c.of {
			t.Errorf("%q: %s (zone %s), want %s (%s)", c.in, got, got.Zone, c.want, c.of)
		}
	}
}

// TestPlaceOfDates: what the same characters mean depends on where they were
// printed; where nothing or contradictory things are known, nothing is guessed.
func TestPlaceOfDates(t *testing.T) {
	for _, c := range []struct {
		printed, lang string
		o             Options
		want          string
	}{
		{"06/02/2020 10:00 IST", "en-US", Options{Languages: []string{"en-IN"}}, "2020-02-06T10:00:00+05:30"},
		{"06/02/2020 10:00", "en-US", Options{}, "2020-06-02T10:00"},
		{"06/02/2020 10:00", "en", Options{}, "2020"},
		{"06/02/2020 10:00", "en", Options{URL: "https://paper.example.co.uk/a"}, "2020-02-06T10:00"},
		{"06/02/2020 10:00", "en-US", Options{URL: "https://paper.co.uk/a"}, "2020"},
		{"06/02/2020 10:00", "en-GB", Options{}, "2020-02-06T10:00"},
		{"06/02/2020 10:00", "en-CA", Options{}, "2020"},
		{"06/02/2020 10:00", "en", Options{Languages: []string{"en-US"}}, "2020-06-02T10:00"},
		{"06/02/2020 10:00", "de", Options{}, "2020-02-06T10:00"},
		{"06/02/2020 10:00", "en", Options{Languages: []string{"en-AU"}}, "2020-02-06T10:00"},
		{"6 Feb 2020 10:00 EST", "en", Options{Languages: []string{"en-AU"}}, "2020-02-06T10:00:00+10:00"},
		{"6 Feb 2020 10:00 EST", "en", Options{}, "2020-02-06T10:00:00-05:00"},
		{"6 Feb 2020 10:00 IST", "en", Options{Languages: []string{"en-IE"}}, "2020-02-06T10:00:00+01:00"},
		{"6 Feb 2020 10:00 IST", "en", Options{}, "2020-02-06T10:00"},
		{"6 Feb 2020 10:00 IST", "en", Options{URL: "https://paper.tv/a"}, "2020-02-06T10:00"},
		{"6 Feb 2020 10:00 CST", "zh", Options{Languages: []string{"en-CN"}}, "2020-02-06T10:00:00+08:00"},
	} {
		page := `<html lang="` + c.lang + `"><h1>Letter asks for answers</h1><p>` + c.printed + `</p>` + filler
		if x := extract(t, page, c.o); x.Published.String() != c.want {
			t.Errorf("%s in %s, %+v: %q, want %q", c.printed, c.lang, c.o, x.Published, c.want)
		}
	}
}

func TestMachineDates(t *testing.T) {
	p := &page{}
	for in, want := range map[string]string{
		"1580993000":          "2020-02-06T12:43:20Z",
		"1580993000123":       "2020-02-06T12:43:20Z",
		"20200206":            "2020-02-06",
		"20201399":            "",
		"12":                  "",
		"0000-00-00":          "",
		"1970-01-01T00:00:00": "",
	} {
		if got := p.oneDate(in, news.OriginMeta); got.String() != want {
			t.Errorf("%q: %s, want %q", in, got, want)
		}
	}
}

func TestDateOfURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://example.org/2020/02/06/a-letter":        "2020-02-06",
		"https://example.org/politics/2021/aug/09/photo": "2021-08-09",
		"https://example.org/2020/02/a-letter":           "2020-02",
		"https://example.org/news/2020-02-06-letter":     "2020-02-06",
		"https://example.org/a-2020-review":              "",
		"https://example.org/2020/13/letter":             "",
		"https://example.org/id/20200206123":             "",
	} {
		if got := dateOfURL(in); got.String() != want {
			t.Errorf("%s: %s, want %q", in, got, want)
		}
	}
}

const letter = "<h1>Letter asks for answers</h1>"

func TestPublicationAndItsRivals(t *testing.T) {
	for name, c := range map[string]struct{ page, published string }{
		"nothing claims a date":             {letter + filler + "<p>In March last year the plan was announced.</p>", ""},
		"a date in the text is another's":   {letter + filler + "<p>The letter, dated February 6, 2020, was read aloud.</p>", ""},
		"printed under the headline":        {letter + "<p>6 February 2020</p>" + filler, "2020-02-06"},
		"the exact time of the printed day": {`<meta property="article:published_time" content="2020-02-06T08:30:00Z">` + letter + "<p>6 February 2020</p>" + filler, "2020-02-06T08:30:00Z"},
		"a rebuild is not a publication":    {`<script type="application/ld+json">{"@type":"Article","datePublished":"2024-01-01","headline":"Letter asks for answers"}</script>` + letter + `<time datetime="2020-02-06">6 Feb 2020</time>` + filler, "2020-02-06"},
		"under the text only what says so":  {letter + filler + "<div>5 March 2021</div>", ""},
		"under the text and saying so":      {letter + filler + "<div>Published 5 March 2021</div>", "2021-03-05"},
		"a label before the date":           {letter + "<dl><dt>Last updated</dt><dd>8 February 2024</dd><dt>Published</dt><dd>6 February 2024</dd></dl>" + filler, "2024-02-06"},
		"dates of teasers":                  {letter + filler + "<aside class=related><a href=/b>Other</a> <time datetime=2019-01-01>1 Jan 2019</time></aside>", ""},
	} {
		if x := extract(t, "<article>"+c.page+"</article>", Options{}); x.Published.String() != c.published {
			t.Errorf("%s: published %s, want %q; %s", name, x.Published, c.published, show(x))
		}
	}
}

func TestImpossibleClaimsAreDoubted(t *testing.T) {
	now := time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)
	x := extract(t, letter+"<p>6 February 2031</p>"+filler, Options{Now: now})
	if x.Published.Known() || len(x.Dates) != 1 || x.Dates[0].Doubt != "in the future" {
		t.Errorf("a date in the future: %s", show(x))
	}
	x = extract(t, letter+"<p>Published 6 February 2020</p>"+filler+"<p>Update (7 February 2019): the headline was changed.</p>", Options{Now: now})
	if len(x.Updates) != 1 || x.Updates[0].Time.Doubt != "before publication" || x.Updates[0].Time.Usable() {
		t.Errorf("an update before publication: %s", show(x))
	}
	x = extract(t, letter+"<p>Last updated 6 February 2020</p>"+filler, Options{Now: now})
	if x.Published.Usable() || x.Published.Doubt == "" {
		t.Errorf("a date of change passes for one of publication: %s", show(x))
	}
}

func TestAmbiguousDayNeedsItsCountry(t *testing.T) {
	page := letter + "<p>06/02/2020</p>" + filler
	for _, c := range []struct {
		html, url, outlet, want string
	}{
		{page, "https://example.org/", "", ""},
		{"<html lang=en-US>" + page, "https://example.org/", "", "2020-06-02"},
		{"<html lang=en-GB>" + page, "https://example.org/", "", "2020-02-06"},
		{page, "https://paper.co.uk/", "", "2020-02-06"},
		{page, "https://example.org/", "en-AU", "2020-02-06"},
		{"<html lang=fr>" + page, "https://example.org/", "", "2020-02-06"},
	} {
		x := extract(t, c.html, Options{URL: c.url, Languages: []string{c.outlet}})
		if got := x.Published; got.Usable() != (c.want != "") || c.want != "" && got.String() != c.want {
			t.Errorf("%s %s: %s, want %q", c.url, c.outlet, got, c.want)
		}
	}
}

func TestNotices(t *testing.T) {
	for s, want := range map[string]bool{
		"***Update (February 7, 2019 12:34 pm): The article was updated.":      true,
		"UPDATE: the company has replied.":                                     true,
		"• This article was amended on 10 August 2021. It is eleven.":          true,
		"Correction: An earlier version of this article misstated the number.": true,
		"Updated 6 June: adds a reply":                                         true,
		"Editor’s note: the name was changed.":                                 true,
		"Korrektur: In einer früheren Version stand eine falsche Zahl.":        true,
		"Mise à jour le 6 juin : ajout d’une réponse":                          true,
		"Updates to the app will follow in June, the company said.":            false,
		"Correction officers said that the phones were found in March.":        false,
		"Updated guidance was sent to every school in the country.":            false,
		"The update was sent on 6 June.":                                       false,
		"Note to self":                                                         false,
	} {
		if got := notice(s); got != want {
			t.Errorf("notice(%q) = %v", s, got)
		}
	}
}

func TestYearOfAnOriginalComesFromTheText(t *testing.T) {
	with := FromPlain("Letter asks for answers now\n\nThe letter, dated February 6, 2020, has been signed by many groups from many countries, and was read aloud.\n\nUpdate (February 7, 2020): names were added. The original article was published on February 6 at 12:23 pm.", Options{})
	check(t, with)
	if with.Published.String() != "2020-02-06T12:23" || with.Published.Zone != news.ZoneUnknown {
		t.Errorf("published %s", with.Published)
	}
	without := FromPlain("Letter asks for answers now\n\nThe letter has been signed by many groups from many countries, and was read aloud in two rooms.\n\nUpdate: names were added. The original article was published on February 6 at 12:23 pm.", Options{})
	if without.Published.Known() {
		t.Errorf("a year was invented: %s", without.Published)
	}
}

package enrich

import (
	"strings"
	"testing"

	"cipherdesk/internal/news"
)

// TestVagueFigures: magnitudes without a number are kept as such in every
// language, and are no rhetoric about children or time.
func TestVagueFigures(t *testing.T) {
	a := with(t, nil)
	for text, unit := range map[string]string{
		"en|Thousands of letters arrived.": "letters", "sv|Tusentals bilder raderades.": "images", "no|Hundrevis av kontoer ble stengt.": "accounts",
		"pt|Milhares de imagens foram apreendidas.": "images", "pl|Przejęto setki kont i wiadomości.": "accounts", "de|Einige Hundert Fälle sind offen.": "cases",
		"en|Millions of children are at risk for thousands of years.": "",
	} {
		lang, words, _ := strings.Cut(text, "|")
		got := ""
		for _, g := range a.Analyse(Revision{Text: words, Language: lang}).Figures {
			if g.Value != nil || g.Bound != news.BoundVague {
				t.Errorf("%s: %s", words, describe(g))
			}
			got += g.Unit
		}
		if got != unit {
			t.Errorf("%s: %q, want %q", words, got, unit)
		}
	}
}

// TestWhoCounted asks whose a number is where another passes it on, or a noun or
// pronoun stands for who counted.
func TestWhoCounted(t *testing.T) {
	a := with(t, nil)
	for text, want := range map[string]string{
		"en|Minister Ada Finch said the Lowen Hotline had received 300 reports.":                 "Lowen Hotline via Ada Finch",
		"en|Ada Finch said NCMEC estimates that 7 million photos would be lost.":                 "NCMEC via Ada Finch",
		"en|The Home Office said that the National Crime Agency had recorded 900 cases.":         "National Crime Agency via UK Home Office",
		"en|The Lowen Trust runs a helpline. Its work grew. The charity said it took 400 calls.": "Lowen Trust via ",
		"en|Ofcom opened its inquiry in March. The regulator said 12 firms were affected.":       "Ofcom via ",
		"pt|A Polícia Federal fez buscas e prendeu 92 suspeitos, informou o órgão.":              "Polícia Federal via ",
		"en|Meta removed 4.2 million posts.":                                                     "Meta via ",
		"en|Lachie Hunter was banned for four matches.":                                          " via ",
		"en|The Internet Watch Foundation works in Cambridge. It received 300,000 reports.":      "Internet Watch Foundation via ",
		"en|The regulator met the Beacon Trust and the Lowen Trust. The charity took 300 calls.": " via ",
		// who speaks for a body, what is said around the verb, a study named above, an outlet's disclosure
		"en|Google spokesman Ivo Larch said the fault hit 90 servers.":                                            "Google via ",
		"en|Ada Finch of the Lowen Trust spoke first. A filter wrong in 2% of scans, she said, would be no help.": "Ada Finch via ",
		"en|Forces in Kent and Wales recorded 700 thefts, according to figures from the Lowen Trust.":             "Lowen Trust via ",
		"en|The Courier reported that an audit by Eyes of Argus turned up 14 bugs, two of them grave.":            "Eyes of Argus via The Courier",
		"en|The Home Office's impact assessment put that bill at £3 million over six years.":                      "UK Home Office via ",
		"fr|Comme l'a révélé Le Monde, onze ministres étaient au courant.":                                        "Le Monde via ",
		// an aside, a note, a study named again, an answer of a ministry, a paragraph in reported speech
		"en|Police found 14 phones with an app that, according to lawyers, nobody used.":                                                          " via ",
		"en|14 towns are ready, according to a note from the Lowen Institute.":                                                                    "Lowen Institute via ",
		"en|A poll by the Lowen Institute met 940 people. The figures also show that half said no.":                                               "Lowen Institute via ",
		"en|There were 820 thefts, Office for Lowen Statistics figures show.":                                                                     "Office for Lowen Statistics via ",
		"de|Das geht aus einer Antwort des Verkehrsministeriums auf eine Kleine Anfrage der Linken hervor.¶Demnach gingen 6.200 Beschwerden ein.": "Verkehrsministerium via ",
		"de|Ada Finch mahnt zur Ruhe. Das könne sieben Prozent erklären. „Wer rechnet“, so Finch, „sieht das.“":                                   "Ada Finch via ",
		"nl|Het gebeurt vaak. Dat blijkt uit een rapport van bureau Vigil.¶Onderzoekers lazen 310 dossiers.":                                      "bureau Vigil via ",
		"sv|Allt fler drabbas. Det visar siffror från Norra stödlinjen (Nst).¶I maj fördes 420 samtal.":                                           "Norra stödlinjen (Nst) via ",
		"de|Das zeigen Zahlen von Mentana.¶Der Verein hat ein Haus für 2 Millionen Euro gekauft.":                                                 " via ",
		"de|Dutzende Verbände und 40 Forschende warnten in einem offenen Brief.":                                                                  " via ",
		"en|The Lowen Trust met on Monday. The charity's figures, from three towns, show 510 thefts.":                                             "Lowen Trust via ",
		"de|Das geht aus einer Antwort der Bundesregierung hervor. Demnach gab es 4.100 Fälle.":                                                   "Bundesregierung via ",
		"de|Laut dem Jahresbericht von Vigil.net wurden 730 Verstöße gezählt.":                                                                    "Vigil.net via ",
		"es|El informe del Ministerio del Interior revela que se cerraron 52 webs.":                                                               "Ministerio del Interior via ",
		"pl|Fundacja Jasny Brzeg odebrała 900 telefonów.":                                                                                         "Fundacja Jasny Brzeg via ",
		"pt|Dados da Polícia Judiciária mostram que houve 80 buscas. Metade foi em Lisboa.":                                                       "Polícia Judiciária via ",
		"sv|Enligt Polismyndigheten kom 600 tips. Det är 1 200 fler än i fjol.":                                                                   "Polismyndigheten via ",
		"fr|Le commissaire Luc Bastide, chef de l'Office Nord (Ofno), assure que ses équipes lisent 50 messages.":                                 "Luc Bastide via ",
		// what an officer's own body counted, a body by the noun for it, a study by its maker, people who were only asked
		"en|Ada Finch, head of the Lowen Office, said that her office had received 300 reports.":                            "Lowen Office via Ada Finch",
		"de|Nach Angaben des Bundeskriminalamts steigt die Zahl. Die Behörde erhielt rund 300 Hinweise.":                    "Bundeskriminalamt via ",
		"de|Die Behörde erhielt rund 300 Hinweise.":                                                                         " via ",
		"de|Der Branchenverband Bitkom lobt das. Einer Umfrage des Verbands zufolge nutzen 73 Prozent das Programm.":        "Bitkom via ",
		"en|The association Bitkom is glad. According to a new survey of the association, two thirds of the Germans agree.": "Bitkom via ",
		"en|New polling by Vantor Insight suggests 62% of parents agree, while 21% do not.":                                 "Vantor Insight via ",
		"da|Det støttes af mange, viser en måling fra Norvox blandt 1.008 vælgere.":                                         "Norvox via ",
		"en|IWF annual report: 5,300 pages removed, 8% of them new.":                                                        "Internet Watch Foundation via ",
		"en|The Lowen Trust's annual report. 5,300 pages were seen, 8 per cent of them new.":                                "Lowen Trust's annual report via ",
		"en|Vigil's transparency report shows that it answered 410 requests.":                                               "Vigil's transparency report via ",
		"en|Vigil's review. 410 pages are bound in cloth.":                                                                  " via ",
		"en|According to its report, Ofcom received 930 complaints and upheld 40% of them.":                                 "Ofcom via ",
		"en|According to a survey by Lowen Sound, 61% of the responders said they had one, 31% claiming to use it.":         "Lowen Sound via ",
		"fr|Une centaine d'associations, menées par la Ligue Nord, écrivent à Luc Bastide.":                                 " via ",
		"es|Un centenar de asociaciones, lideradas por la Liga, escribe a Luc Bastide.":                                     " via ",
		"en|Two firms replied. Another said it had cut its staff by 30 per cent.":                                           " via ",
		"en|Ada Finch, counsel of Vigil Chat, which says it has 3 million users, said the firm had no way to read them.":    "Vigil Chat via ",
		"en|Ada Finch points to the 400 pupils who, researchers at Lowen University estimate, fall ill each year.":          "Lowen University via Ada Finch",
		"en|A report commissioned by the court, which The Courier has seen, puts it at less than 3%.":                       "report via The Courier",
	} {
		lang, words, _ := strings.Cut(text, "|")
		for _, g := range a.Analyse(Revision{Text: strings.ReplaceAll(words, "¶", "\n\n"), Language: lang}).Figures {
			if got := g.Estimator + " via " + g.Conduit; got != want {
				t.Errorf("%s\n%s, want %s", words, got, want)
			}
		}
	}
}

// TestFigureClasses asks for numbers by the class of their wording: what each
// sentence states, and nothing else.
func TestFigureClasses(t *testing.T) {
	a := with(t, nil)
	type want struct {
		value float64
		unit  string
		bound string
	}
	for _, c := range []struct {
		lang, text string
		want       []want
	}{
		{"en", "Officers searched 40 flats last week. Of those, 12 were empty.", []want{{40, "flats", "exact"}, {12, "flats", "exact"}}},
		{"en", "They seized 30 phones and another 16.", []want{{30, "phones", "exact"}, {16, "phones", "exact"}}},
		{"de", "Es gab 500 Fälle, 40 mehr als zuvor.", []want{{500, "cases", "exact"}, {40, "cases", "exact"}}},
		{"de", "Den Aufruf unterschrieben 90 Experten aus 12 Ländern, darunter 9 aus Polen.", []want{{90, "experts", "exact"}, {12, "countries", "exact"}, {9, "experts", "exact"}}},
		{"en", "Complaints have more than tripled since then.", []want{{3, "times", "more-than"}}},
		{"en", "There were 2.5 times as many complaints.", []want{{2.5, "times", "exact"}}},
		{"en", "The two sides met four times and doubled down.", nil},
		{"en", "The bill passed by 312 to 98.", []want{{312, "votes", "exact"}, {98, "votes", "exact"}}},
		{"en", "The plan was adopted 21-7.", []want{{21, "votes", "exact"}, {7, "votes", "exact"}}},
		{"en", "United won 4-2 and the other side lost 3 to 1.", nil},
		{"en", "It made 4 million of the total of 6 million reports.", []want{{4e6, "reports", "exact"}, {6e6, "reports", "exact"}}},
		{"en", "He was sentenced to three years in prison; three years ago he was free.", []want{{3, "years", "exact"}}},
		{"en", "Around 600 suspects arrested in May are still held.", []want{{600, "suspects", "about"}}},
		{"en", "Subscribe now for £2 a week.", nil},
		{"en", "So far 58 groups have joined; when it began there were 22.", []want{{58, "groups", "exact"}, {22, "groups", "exact"}}},
		{"it", "I casi sono passati da 430 a 612.", []want{{430, "cases", "exact"}, {612, "cases", "exact"}}},
		{"fr", "Près d'1 jeune sur 4 est concerné.", []want{{.25, "fraction", "almost"}}},
		{"fr", "Le coût est de 2,5 Md€, contre 700 M€.", []want{{2.5e9, "EUR", "exact"}, {7e8, "EUR", "exact"}}},
		{"fr", "Une soixantaine d'associations ont signé.", []want{{60, "organisations", "about"}}},
		{"pt", "A polícia prendeu 70 suspeitos, e 2 em cada 5 já foram soltos.", []want{{70, "suspects", "exact"}, {.4, "fraction", "exact"}}},
		{"sv", "Nästan en tredjedel av de 2 400 meddelandena lästes.", []want{{1. / 3, "fraction", "almost"}, {2400, "messages", "exact"}}},
		{"no", "Tallet er mer enn doblet, og 7 av 10 varsler er feil.", []want{{2, "times", "more-than"}, {.7, "fraction", "exact"}}},
		// what only looks like a count: a name, a rate's whole, an age, a version, a telephone
		{"en", "The new Halter Apex 4 debuts in June, with USB 2.0 ports.", nil},
		{"en", "A 2017 report found 300 flats; in May 2020 reports were few.", []want{{300, "flats", "exact"}}},
		{"en", "It ran 1200m in version 1.8.0 at -75C temperatures.", nil},
		{"es", "El detenido, de 43 años, vive en Lerma. La tasa es de 12 casos por cada 100.000 habitantes.", []want{{12, "cases", "exact"}}},
		{"fr", "Il avait alors 31 ans ; de très nombreuses applications.", nil},
		{"de", "Ruft an: 0172 10 10 951. Die Folgen 12 bis 14 laufen.", nil},
		{"en", "Once users complete the form, they get\n\n12\n\nReports", nil},
		{"en", "The big four met with some meta data and a quart of milk.", nil},
		{"it", "Oltre la metà dei casi è chiusa.", []want{{.5, "fraction", "more-than"}}},
		{"en", "The toll passes 20,000; global cases pass 2.8 million.", []want{{20000, "deaths", "exact"}, {2.8e6, "cases", "exact"}}},
		// numbers that stand apart from what they count
		{"en", "Arrests now stand at 45. The death toll passed 50,000.", []want{{45, "arrests", "exact"}, {50000, "deaths", "exact"}}},
		{"en", "Police arrest 37 in nine countries.", []want{{37, "arrests", "exact"}, {9, "countries", "exact"}}},
		{"it", "Gli arresti sono stati 108.", []want{{108, "arrests", "exact"}}},
		{"de", "Die Zahl der Meldungen liegt bei 4.200.", []want{{4200, "reports", "exact"}}},
		// multiples, shares, magnitudes
		{"en", "A 15-fold rise; one in every 20 accounts.", []want{{15, "times", "exact"}, {.05, "fraction", "exact"}}},
		{"fr", "Les signalements ont été multipliés par 15.", []want{{15, "times", "exact"}}},
		{"en", "The bank loses $2.2b and £30m.", []want{{2.2e9, "USD", "exact"}, {3e7, "GBP", "exact"}}},
		{"es", "El plan, dotado con 1.600 millones de euros, llega a nueve provincias.", []want{{1.6e9, "EUR", "exact"}, {9, "provinces", "exact"}}},
		{"da", "Bøden er højst 3,5 mia. kr.", []want{{3.5e9, "DKK", "at-most"}}},
		{"no", "Kripos fikk 14 300 meldinger i fjor. Brukerne sendte 3 milliarder meldinger.", []want{{14300, "reports", "exact"}, {3e9, "messages", "exact"}}},
		{"en", "Police seized eleven laptops and made three suggestions. There were three reasons.", []want{{11, "laptops", "exact"}, {3, "suggestions", "exact"}}},
		{"en", "All six states plus the capital agreed.", []want{{6, "states", "exact"}}},
		// small counts and durations in words, as in digits; "the two" are known, "two years ago" is a place
		{"en", "Two journalists were hacked for fourteen months; the two complained two years ago.", []want{{2, "journalists", "exact"}, {14, "months", "exact"}}},
		{"en", "Forty-five were arrested and 12 have been charged.", []want{{45, "arrests", "exact"}, {12, "arrests", "exact"}}},
		{"en", "Complaints rose to 450. Five or six countries objected.", []want{{450, "complaints", "exact"}, {5, "countries", "exact"}, {6, "countries", "exact"}}},
		{"en", "It needs 15 states with 65 percent of the people; 12 were in favour, 9 against.", []want{{15, "states", "exact"}, {65, "percent", "exact"}, {12, "states", "exact"}, {9, "states", "exact"}}},
		{"en", "The 47,000 figure was old; the number of victims is higher.", []want{{47000, "victims", "exact"}}},
		{"en", "It cost A$2m, S$12,000 and 300 rand.", []want{{2e6, "AUD", "exact"}, {12000, "SGD", "exact"}, {300, "ZAR", "exact"}}},
		{"pl", "Policja zabezpieczyła ponad 1,5 tys. telefonów.", []want{{1500, "phones", "more-than"}}},
		{"en", "Of the 27 states, 15 support it and nine oppose.", []want{{27, "states", "exact"}, {15, "states", "exact"}, {9, "states", "exact"}}},
		{"en", "Hold it for 20 – 30 seconds; it costs $5 – $8. From 2019 – 30 people came.", []want{{20, "seconds", "between"}, {5, "USD", "between"}, {30, "people", "exact"}}},
		{"it", "Dodici scuole sono a favore, sette contrarie.", []want{{12, "schools", "exact"}, {7, "schools", "exact"}}},
		{"es", "Doce escuelas apoyan el plan y nueve rechazan la idea.", []want{{12, "schools", "exact"}, {9, "schools", "exact"}}},
		{"en", "10 Trends Shaping Gardens\n\nGarden companies adapt. Here are 7 vital tips.", []want{{7, "tips", "exact"}}},
		// parts of what is counted, shares with their noun between, ranges and recurrences in other languages
		{"en", "Two of the five bridges were shut, one of them for good.", []want{{2, "bridges", "exact"}, {5, "bridges", "exact"}}},
		{"en", "Nine letters out of ten came late, and one parcel in a hundred was lost.", []want{{.9, "fraction", "exact"}, {.01, "fraction", "exact"}}},
		{"en", "It fails once in every thousand scans; three men in two cars fled.", []want{{.001, "fraction", "exact"}, {3, "men", "exact"}}},
		{"en", "More than 4,000 of you wrote to us.", []want{{4000, "people", "more-than"}}},
		{"en", "The motion fell by seven votes to two.", []want{{7, "votes", "exact"}, {2, "votes", "exact"}}},
		{"en", "It meets every two weeks and costs 5 euros per 30 days.", []want{{5, "EUR", "exact"}}},
		{"de", "Drei Nutzer von vier fluchen; jeden zweiten Tag, alle zwei Wochen.", []want{{.75, "fraction", "exact"}}},
		{"de", "Ein Drittel kam aus dem Ausland.", []want{{1. / 3, "fraction", "exact"}}},
		{"fr", "Deux des huit ponts sont fermés. Dans une lettre, 70 associations et universitaires protestent.", []want{{2, "ponts", "exact"}, {8, "ponts", "exact"}, {70, "signatories", "exact"}}},
		{"nl", "Acht gesprekken op de tien gingen over pesten; bij 12 daarvan kwam de politie.", []want{{.8, "fraction", "exact"}, {12, "conversations", "exact"}}},
		{"pt", "O serviço atendeu 640 chamadas, das quais um terço sobre assédio.", []want{{640, "calls", "exact"}, {1. / 3, "fraction", "exact"}}},
		{"sv", "Mellan 40 och 50 procent svarade. Anmälningarna ökade med 9 procent till 310.", []want{{40, "percent", "between"}, {9, "percent", "exact"}, {310, "reports", "exact"}}},
		// nouns behind long names, deeds that count what comes of them, who was asked, ages, parts of a whole that is not round
		{"en", "Kent logged 410 Theft from the Person offences and 3 Road to Ruin.", []want{{410, "offences", "exact"}}},
		{"en", "It was installed 5 million times; he called three times.", []want{{5e6, "downloads", "exact"}}},
		{"en", "Eight out of 43 schools replied.", []want{{8, "schools", "exact"}, {43, "schools", "exact"}}},
		{"it", "Sette scuole su 31 hanno risposto; 12 delle quali in ritardo.", []want{{7, "schools", "exact"}, {31, "schools", "exact"}, {12, "schools", "exact"}}},
		{"de", "Das ergab eine Umfrage unter 2.300 Lehrern.", []want{{2300, "teachers", "exact"}}},
		{"nl", "De brief is 9.000 keer ondertekend, blijkt uit een peiling onder 800 artsen.", []want{{9000, "signatures", "exact"}, {800, "doctors", "exact"}}},
		{"da", "Hver fjerde elev er under 15 år.", []want{{.25, "fraction", "exact"}}},
		{"en", "The mean age was 41. Nine texts came, from 31 towns.", []want{{9, "messages", "exact"}, {31, "towns", "exact"}}},
		{"de", "Gehört wurden 14 Experten, 9 lehnten ihn ab. Tausende kamen in 12 Städten zusammen.", []want{{14, "experts", "exact"}, {9, "experts", "exact"}, {12, "cities", "exact"}}},
		{"fr", "Il risque de deux à cinq ans de prison.", []want{{2, "years", "between"}}},
		{"es", "Un millón y medio de usuarios.", []want{{1.5e6, "users", "exact"}}},
		{"pl", "Za było 120 posłów, 98 przeciw; to 55 proc. izby.", []want{{120, "MPs", "exact"}, {98, "MPs", "exact"}, {55, "percent", "exact"}}},
		{"pt", "Mais de metade fugiu.", []want{{.5, "fraction", "more-than"}}},
		{"da", "Loven blev vedtaget med 71 stemmer mod 33.", []want{{71, "votes", "exact"}, {33, "votes", "exact"}}},
		{"it", "Sono 64 gli arrestati.", []want{{64, "arrests", "exact"}}},
		{"pl", "Co piąty uczeń ma mniej niż 13 lat.", []want{{.2, "fraction", "exact"}}},
		{"fr", "La moitié des 12-16 ans les lisent.", []want{{.5, "fraction", "exact"}}},
		{"pl", "Co siódmy uczeń, czyli od 200 do 300 osób rocznie.", []want{{1. / 7, "fraction", "exact"}, {200, "people", "between"}}},
	} {
		got := a.Analyse(Revision{Text: c.text, Language: c.lang}).Figures
		ok := len(got) == len(c.want)
		for i := 0; ok && i < len(got); i++ {
			w := c.want[i]
			ok = equalValue(got[i].Value, &w.value) && got[i].Unit == w.unit && string(got[i].Bound) == w.bound
		}
		if !ok {
			t.Errorf("%s\nwant %v", c.text, c.want)
			for _, g := range got {
				t.Log(describe(g))
			}
		}
	}
}

// TestSetAgainst gives a number that another stands against its unit, and each
// the date that stands nearest; compounds stay whole.
func TestSetAgainst(t *testing.T) {
	a := with(t, nil)
	for text, want := range map[string]string{
		"en|The trust took 88 calls last year, compared with 37 in 2021.":       "calls last year, calls 2021, ",
		"en|The trust took 880 calls last year, five times the number in 2014.": "calls last year, times 2014, ",
		"en|In 2022 the trust took 88 calls, up from 37 in 2018.":               "calls 2022, calls 2018, ",
		"fr|On compte 88 signalements l'an dernier, contre 37 en 2021.":         "reports last year, reports 2021, ",
		"de|Es gab 88 Hinweise, nach 37 im Vorjahr.":                            "reports , reports , ",
		"de|Drei Wochenend-Episoden erscheinen.":                                "wochenend-episoden , ",
		"es|Cuatro de los detenidos callan.":                                    "people , ",
		"en|The team won 88 games against 12 rivals.":                           "games , rivals , ",
	} {
		lang, words, _ := strings.Cut(text, "|")
		got := ""
		for _, g := range a.Analyse(Revision{Text: words, Language: lang}).Figures {
			got += g.Unit + " " + g.Period + ", "
		}
		if got != want {
			t.Errorf("%s: %q, want %q", words, got, want)
		}
	}
}

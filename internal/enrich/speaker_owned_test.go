package enrich

import (
	"testing"

	"cipherdesk/internal/news"
)

// TestOwnedSpeakers: whom those speak for who are told by what belongs to whom:
// staff, lawyers, judges, spokespeople of persons, and those with a made-up name.
func TestOwnedSpeakers(t *testing.T) {
	a := newTestAnalyser(t)
	for _, c := range []struct{ lang, text, speaker, org string }{
		{"en", "The Harbour Watch Trust counted 12 pages. Some were old, its analysts found.", "", "Harbour Watch Trust"},
		{"en", "The Harbour Watch Trust counted 12 pages. Some were old, its critics say.", "", ""},
		{"fr", "La Fondation Claire a compté 12 pages. Ses chercheurs affirment que c'est nouveau.", "", "Fondation Claire"},
		{"en", "Senior Advocate Kiran Rao, appearing for WhatsApp, submitted that the company would leave.", "Kiran Rao", "WhatsApp"},
		{"en", "Lawyer Kiran Rao, representing Signal, told the court that it would leave.", "Kiran Rao", "Signal"},
		{"fr", "Me Paul Ferrand, qui défend Telegram, affirme que rien ne va.", "Paul Ferrand", "Telegram"},
		{"en", "A woman who was groomed at 13, and who asked to be called Leah, said she felt invisible.", "Leah", ""},
		{"fr", "Une victime, que nous appellerons Anna, raconte que personne ne l'a crue.", "Anna", ""},
		{"en", "Justice Mara Dellon was not convinced. “You have no key and no lock,” the judge observed.", "Mara Dellon", ""},
		{"en", "Kent's commissioner, Derek Allsop, said he had written to the minister.", "Derek Allsop", "Kent"},
		{"en", "Communications Minister Anika Bell did not reply. A spokesman for Ms Bell said the rules were clear.", "", "Communications Minister"},
		{"en", "The Guardian's Alex Hern says that it fails.", "Alex Hern", "The Guardian"},
		{"en", "A source within the Commission believes that the ruling changes nothing.", "", "European Commission"},
		{"en", "The IWF counted 12 pages. The watchdog said that most were new.", "", "Internet Watch Foundation"},
		{"en", "In India, Childline India said that calls had doubled.", "", "CHILDLINE India Foundation"},
		{"en", "A spokesman for Home Secretary Petra Mould said the talks went on.", "", "UK Home Office"},
		{"en", "A spokesman for Communications Minister Anika Bell said the talks went on.", "", "Communications Minister"},
		{"it", "Il Garante per la protezione dei dati personali boccia tutto. In una memoria depositata alla Camera, l'Autorità scrive che la scansione non serve.", "", "Garante per la protezione dei dati personali"},
		{"en", "A man who was questioned at the University of Leeds said he had been told nothing.", "", ""},
		// What several states have is whose the text is about.
		{"en", "Gardaí in Ireland welcomed it. The Department of Justice said that the bill would come.", "", "Department of Justice"},
		{"en", "The FBI welcomed it. The Department of Justice said that the bill would come.", "", "US Department of Justice"},
		{"en", "Canadian ministers met in Canada. The US Department of Justice said that the bill would come.", "", "US Department of Justice"},
		{"en", "In Dublin, Childline said that calls had doubled.", "", "Childline"},
		{"en", "Childline said that calls had doubled.", "", "NSPCC"},
		{"de", "Das Innenministerium teilte mit, das Gesetz sei fertig.", "", "Bundesinnenministerium"},
		{"de", "In Wien berät die ÖVP. Das Innenministerium teilte mit, das Gesetz sei fertig.", "", ""},
		{"de", "Das Bundeskriminalamt hat 200 Hinweise erhalten. Bei 100 sei ermittelt worden, teilte die Behörde mit.", "", "Bundeskriminalamt"},
		{"de", "BKA-Chefin Anna Wolf sagte, das sei neu.\n\nIn einem offenen Brief wenden sich 300 Forschende dagegen. Sie schreiben: „Es ist schlicht nicht machbar.“", "", ""},
		{"sv", "Försvarsmakten sågar förslaget. I ett remissvar skriver myndigheten att lagen inte kan genomföras.", "", "Försvarsmakten"},
		{"sv", "Signals chef Meredith Whittaker har sagt att bolaget lämnar Sverige.", "Meredith Whittaker", "Signal"},
		{"sv", "Barn behöver prata i fred, säger juristen Jonatan Berg på Bris.", "Jonatan Berg", "Bris"},
	} {
		speaker, org, found := "", "", false
		for _, x := range a.Analyse(Revision{Text: c.text, Language: c.lang}).Citations {
			if x.Kind == news.CiteQuote || x.Kind == news.CiteAttribution {
				speaker, org, found = x.Speaker, x.Organisation, true
			}
		}
		if !found || speaker != c.speaker || org != c.org {
			t.Errorf("%s: %q of %q, want %q of %q: %s", c.lang, speaker, org, c.speaker, c.org, c.text)
		}
	}
}

package enrich

import (
	"testing"

	"cipherdesk/internal/news"
)

// TestPointedBodies: who speaks last in a text when only "the assessment", "the
// force" or a name in the genitive tells it.
func TestPointedBodies(t *testing.T) {
	a := newTestAnalyser(t)
	for _, c := range []struct{ lang, text, org string }{
		// A paper speaks for those whom the text had it come from.
		{"en", "In an assessment dated 11 May, advisers at the National Cyber Security Centre said that no product was safe. “The tools are immature,” the assessment says.", "National Cyber Security Centre"},
		{"en", "A paper of the Ministry of Justice was leaked. “This must stay private,” the paper says.", "Ministry of Justice"},
		{"fr", "Un rapport de la CNIL a été publié. Le rapport estime que « rien ne change ».", "CNIL"},
		{"de", "Das geht aus einer Antwort des Bundesinnenministeriums hervor. „Wir sehen das mit Sorge“, heißt es in dem Papier.", "Bundesinnenministerium"},
		{"en", "A whistleblower's memo was leaked. Ofcom is studying it. The memo warns that “it fails”.", ""},
		// People without names speak for where they work.
		{"en", "Advisers at the National Cyber Security Centre said that no product was safe.", "National Cyber Security Centre"},
		{"en", "Advisers to the National Cyber Security Centre said that no product was safe.", ""},
		// A body that no register knows is of the kind that its name tells.
		{"en", "Wexley Police had 96 reports. Detective Inspector Carl Oaken, from the force's online team, said nobody was hurt.", "Wexley Police"},
		// Of two that may be called so, the one that the paragraph names last.
		{"de", "Während die Deutsche Kinderhilfe ein Gesetz fordert, hält der Kinderschutzbund davon wenig. Man dürfe „Rechte nicht abschaffen“, teilte der Verband mit.", "Deutscher Kinderschutzbund"},
		// A company that the text calls one; any other noun has a capital too.
		{"de", "Der Messenger Plaudertasche verschlüsselt Gruppenanrufe. Gruppenanrufe waren bisher offen. Das teilte das Unternehmen mit.", "Plaudertasche"},
		{"de", "Plaudertaschen verschlüsseln jetzt Gruppenanrufe. Gruppenanrufe waren bisher offen. Das teilte das Unternehmen mit.", ""},
		// The word before a name tells that it is a body's.
		{"fr", "L'association Enfance Libre alerte. Pour l'association, « rien ne va ».", "Enfance Libre"},
		// A seat stands for whom it is the seat of.
		{"fr", "Selon Bruxelles, 85 % des enquêtes en dépendent.", "European Commission"},
		// A verb without a subject goes on with what the sentence before opens with.
		{"es", "El Ministerio del Interior no comparte esa lectura. Asegura que \"por cada red que cae, muchas migran\".", "Ministerio del Interior"},
		{"en", "Advisers at the National Cyber Security Centre said that it failed what they would expect of a system “installed on every phone”. A letter was signed by 68 academics.", "National Cyber Security Centre"},
		{"de", "Threema verdient damit Geld, teilte der Anbieter mit.\n\nKonkurrent Proton hat gehandelt. Man investiere viel, teilte das Genfer Unternehmen mit.", "Proton"},
		{"en", "A statement from the Internet Watch Foundation has come. “We are concerned,” it says.", "Internet Watch Foundation"},
		// Genitives without an apostrophe.
		{"de", "Metas Sprecherin Anna Wolf sagte, das sei falsch.", "Meta"},
		{"sv", "Metas talesperson Anna Wolf sade att det är ”fel”.", "Meta"},
	} {
		org, found := "", false
		for _, x := range a.Analyse(Revision{Text: c.text, Language: c.lang}).Citations {
			if x.Kind == news.CiteQuote || x.Kind == news.CiteAttribution {
				org, found = x.Organisation, true
			}
		}
		if !found || org != c.org {
			t.Errorf("%s: %q, want %q: %s", c.lang, org, c.org, c.text)
		}
	}
}

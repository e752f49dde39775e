package enrich

import (
	"testing"

	"cipherdesk/internal/news"
)

// The body that a person speaks for, wherever the text says it.
func TestEmployers(t *testing.T) {
	a := newTestAnalyser(t)
	for _, c := range []struct{ lang, text, speaker, org string }{
		// An aside between commas, whose head is the role.
		{"en", "Brightwater's head of trust and safety, Owen Tull, has spent a decade on this. He says the filters do not work.", "Owen Tull", "Brightwater"},
		{"fr", "Le directeur juridique de Proxam, Yann Le Goff, a vu passer trois textes. « Personne ne les lit », dit-il.", "Yann Le Goff", "Proxam"},
		// Whose team somebody leads.
		{"en", "“We were not asked,” said Tom Ferrer, who leads Brightwater's encryption team.", "Tom Ferrer", "Brightwater"},
		// What somebody teaches, or is in charge of, is no body.
		{"es", "«No pasará el filtro», sostiene Ricardo Soler, catedrático de Derecho en la Universidad Carlos III de Madrid.", "Ricardo Soler", "Universidad Carlos III de Madrid"},
		{"en", "Ofcom is in no hurry. Its Group Director for Online Safety, Carys Lund, said: “We will get it right.”", "Carys Lund", "Ofcom"},
		{"de", "„Das skaliert nicht“, sagt Peter Lindholz, Professor für Informatik an der Technischen Universität Darmstadt.", "Peter Lindholz", "Technische Universität Darmstadt"},
		{"it", "«Non funziona», dice Aldo Pirelli, docente di informatica al Politecnico di Milano.", "Aldo Pirelli", "Politecnico di Milano"},
		// Two words that no register has are where the role is held, no second person.
		{"en", "Deep below lies the Iron Range. Thomas Abel, CEO of Pulsar Helium, said the find could be large.", "Thomas Abel", "Pulsar Helium"},
		{"en", "“It is here,” said Jess Calloway, Policy Manager for Child Safety Online at the NSPCC.", "Jess Calloway", "NSPCC"},
		// Names that go on.
		{"en", "“We were not asked,” said Ines Caldwell, a lecturer at University College London.", "Ines Caldwell", "University College London"},
		{"pt", "“É um retrocesso”, afirma Marta Queirós, investigadora da Universidade do Minho.", "Marta Queirós", "Universidade do Minho"},
		{"sv", "– Det räcker inte, säger Jonas Ek, docent vid Kungliga Tekniska högskolan.", "Jonas Ek", "Kungliga Tekniska högskolan"},
		{"sv", "Barnrättsorganisationen Ecpat Sverige är kritisk. Generalsekreterare Eva Lind skriver: ”Det är för lite, och det kommer sent.”", "Eva Lind", "Ecpat Sverige"},
		// Work that no list of roles has.
		{"sv", "– Det är för lite, säger Lisa Hallberg, samordnare på Rädda Barnen.", "Lisa Hallberg", "Rädda Barnen"},
		// Whom the sentence before is about.
		{"pt", "A Associação Portas Abertas contesta a lei. O presidente, Rui Falcato, diz que ninguém foi ouvido.", "Rui Falcato", "Associação Portas Abertas"},
		{"de", "Beim Bundeskriminalamt sieht man das anders. „Uns fehlen die Daten“, sagt Abteilungsleiter Jörg Tiede.", "Jörg Tiede", "Bundeskriminalamt"},
		{"nl", "De stichting Veilig Online maakt zich zorgen. Beleidsmedewerker Anke Pos zegt dat meldingen uitblijven.", "Anke Pos", "Veilig Online"},
		{"sv", "Justitiedepartementet vill inte svara. Pressekreterare Ola Berg skriver att regeringen ”följer frågan”.", "Ola Berg", "Justitiedepartementet"},
		// Where whoever holds such a role speaks, further back in the paragraph.
		{"it", "Di altro avviso Telefono Azzurro. L'associazione ricorda i suoi 2.000 casi. «Uno su dieci è un bambino», spiega la responsabile dell'area legale, Marta Fiori.", "Marta Fiori", "Telefono Azzurro"},
		{"it", "La Polizia postale conferma i dati. Il direttore, Carlo Renzi, dice di preferire «più agenti».", "Carlo Renzi", "Polizia Postale"},
		{"de", "Threema hat nach eigenen Angaben 12 Millionen Kunden. „Wir haben keine Daten“, sagt Produktchefin Rita Amsler.", "Rita Amsler", "Threema"},
		{"en", "Police Scotland has waited for years. Deputy Chief Constable Moira Kinn said officers were “drowning in locked phones”.", "Moira Kinn", "Police Scotland"},
		{"en", "The NCA and Wexley Police led the raid. Detective Inspector Mo Kane said it was “huge”.", "Mo Kane", ""},
		// Where a relative clause has somebody work.
		{"de", "Jonas Reich, der an der Universität Jena zu Forensik forscht, mahnt zur Vorsicht. „Das geht nicht“, so Reich.", "Jonas Reich", "Universität Jena"},
		{"en", "“That surprised nobody,” says Dr Tomasz Welk, who studies online harm at the University of Strathgarry.", "Tomasz Welk", "University of Strathgarry"},
		// Whoever presides; and a network is only where something was written.
		{"it", "Di tutt'altro avviso Telefono Azzurro. «Un caso su tre riguarda bambini», spiega il presidente Ettore Caff.", "Ettore Caff", "Telefono Azzurro"},
		{"en", "The firm refused. Chief executive Pia Lor wrote on X that it would not “turn off the lock”.", "Pia Lor", ""},
		// One of several, by name.
		{"en", "Lawyers for four of the men will appeal. “We know nothing,” said one of them, Joaquin Villar.", "Joaquin Villar", ""},
		{"es", "\"No sabemos nada de esto\", dijo uno de ellos, Joaquín Villar.", "Joaquín Villar", ""},
		// Those whom a first name protects, with their age.
		{"en", "Thomas*, 14 when an older man wrote to him, said:\n\n“Our first conversation was simple.”", "Thomas", ""},
		{"de", "Anna, 15, sagt: „Er war nett zu mir.“", "Anna", ""},
		// The body that a plain genitive points to.
		{"pl", "Decyzję chwali Fundacja Panoptykon. – Nareszcie – powiedziała prawniczka fundacji Zofia Grab.", "Zofia Grab", "Fundacja Panoptykon"},
		{"pl", "Rzecznik Mety na Europę Środkową Filip Drozd zapewnia, że firma działa.", "Filip Drozd", "Meta"},
		// Parties: in brackets, in the genitive, in an aside, in the sentence before.
		{"en", "Shadow rapporteur Annika Holm (Greens, Sweden) said she would oppose it.", "Annika Holm", "Greens"},
		{"en", "Telford councillor Gurdeep Bain has a petition. “There's a camera in there,” Cllr Bain (Labour, Madeley) said.", "Gurdeep Bain", "Labour"},
		{"en", "The EPP's Pedro Vala said he could live with it.", "Pedro Vala", "EPP"},
		{"fr", "« Il faut agir », estime Marie Noir, eurodéputée (Renew).", "Marie Noir", "Renew"},
		{"es", "La eurodiputada Maite Paga, de Renew, avisó de que no.", "Maite Paga", "Renew"},
		{"sv", "Justitieminister Henrik Strand (M) säger att ”det räcker”.", "Henrik Strand", "M"},
		{"de", "Die Grünen ziehen einen anderen Schluss. „Das ist falsch“, sagt die Abgeordnete Paula Winter.", "Paula Winter", "Die Grünen"},
		// A portfolio, or the kind of an office, is no body.
		{"en", "Suzanne Cate, Ofcom's Director of Enforcement, said: “There is no excuse.”", "Suzanne Cate", "Ofcom"},
		{"en", "Internal Affairs Commissioner Hans Aar said it was “late”.", "Hans Aar", ""},
		// Chapters are called by their country.
		{"en", "Kestrel Rights Ireland is ready to sue. In a blog post, chairperson Orla Quin writes: “The court will see this for what it is.”", "Orla Quin", "Kestrel Rights Ireland"},
		// A president of a state is none of the body beside.
		{"en", "The European Commission set a date. President Marco Bellini said it was too early.", "Marco Bellini", ""},
	} {
		found := false
		for _, x := range a.Analyse(Revision{Text: c.text, Language: c.lang}).Citations {
			if x.Kind != news.CiteQuote && x.Kind != news.CiteAttribution || x.Speaker == "" {
				continue
			}
			found = true
			if x.Speaker != c.speaker || x.Organisation != c.org {
				t.Errorf("%s: %q of %q, want %q of %q: %s", c.lang, x.Speaker, x.Organisation, c.speaker, c.org, c.text)
			}
		}
		if !found {
			t.Errorf("%s: nobody speaks: %s", c.lang, c.text)
		}
	}
}

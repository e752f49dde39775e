package enrich

import (
	"testing"

	"cipherdesk/internal/news"
)

// creditsOf lists the credits of a text as "relation outlet".
func creditsOf(a *Analyser, lang, body string) (out []string) {
	for _, c := range ofKind(a.Analyse(Revision{Text: body, Language: lang}).Citations, news.CiteCredit) {
		out = append(out, string(c.Relation)+" "+c.Source)
	}
	return out
}

// creditCase is a text with the credits that it gives.
type creditCase struct {
	lang, text string
	want       []string
}

func checkCredits(t *testing.T, cases []creditCase) {
	t.Helper()
	a := newTestAnalyser(t)
	for _, x := range cases {
		got := creditsOf(a, x.lang, x.text)
		same := len(got) == len(x.want)
		for i := 0; same && i < len(got); i++ {
			same = got[i] == x.want[i]
		}
		if !same {
			t.Errorf("%s: %s\n\tgot %q, want %q", x.lang, x.text, got, x.want)
		}
	}
}

// TestCreditToldOver reads hearers parted from their verb, and no others.
func TestCreditToldOver(t *testing.T) {
	checkCredits(t, []creditCase{
		{"fr", "« C'est une erreur », a confié Mme Roux au Parisien.", []string{"statement-to Le Parisien"}},
		{"fr", "« Nous attendons », a déclaré le ministre à l'AFP.", []string{"statement-to AFP"}},
		{"fr", "L'élue l'a affirmé au quotidien belge Le Soir.", []string{"statement-to Le Soir"}},
		{"fr", "« Le texte est mort », tranche l'eurodéputé Marc Lenoir à Ouest-France.", []string{"statement-to Ouest-France"}},
		{"fr", "Le ministre a annoncé un soutien de dix millions à Libération.", nil},
		{"fr", "« Non », dit Paul Roux, journaliste à Libération.", nil},
		{"es", "«No lo haremos», señaló la portavoz del ministerio a El País.", []string{"statement-to El País"}},
		{"es", "La empresa pidió una indemnización a El Mundo.", nil},
		{"it", "«No», ha risposto il portavoce del ministero ad Avvenire.", []string{"statement-to Avvenire"}},
		{"it", "Il governo ha tolto i fondi ad Avvenire.", nil},
		{"pt", "«Não», respondeu a ministra da Justiça, Rita Alves, ao Jornal de Notícias.", []string{"statement-to Jornal de Notícias"}},
		{"de", "„Das geht zu weit“, sagte Datenschützer Thomas Wendt der Rheinischen Post.", []string{"statement-to Rheinische Post"}},
		{"de", "„Das geht zu weit“, sagte der Chefredakteur der Rheinischen Post.", nil},
		{"da", "Det oplyser en talskvinde for ministeriet til Politiken.", []string{"statement-to Politiken"}},
		{"no", "Det sa statsråd Berg mandag til Dagens Næringsliv.", []string{"statement-to Dagens Næringsliv"}},
		{"sv", "Enligt uppgifter till Expressen är beslutet klart.", []string{"statement-to Expressen"}},
		{"pl", "– Nie – mówi Wirtualnej Polsce rzecznik resortu.", []string{"statement-to Wirtualna Polska"}},
		{"pt", "Contactada pela agência Lusa, a empresa não comentou.", []string{"statement-to Lusa"}},
	})
}

// TestCreditBehindVerb reads outlets behind their verb, in relative clauses and
// on lines of sources.
func TestCreditBehindVerb(t *testing.T) {
	checkCredits(t, []creditCase{
		{"en", "The vote is off, reports Politiken.", []string{"based-on Politiken"}},
		{"en", "The story that Meduza broke in May was denied.", []string{"first-report Meduza"}},
		{"en", "The firm says Reuters broke the embargo.", nil},
		{"en", "The filing, which Bloomberg was able to review, lists nine names.", []string{"seen-by Bloomberg"}},
		{"fr", "Un document dont Le Monde a pu prendre connaissance fixe la date.", []string{"seen-by Le Monde"}},
		{"pl", "Do pisma, do którego dotarł Onet, dołączono listę.", []string{"seen-by Onet"}},
		{"en", "Related: The Digital Markets Act Explained (2023)", nil},
		{"en", "Sources: Reuters, AP", []string{"based-on Reuters", "based-on Associated Press"}},
	})
}

// TestCreditApart reads credits whose words stand apart: parted verbs, what is
// said on the air, participles before their agent, agencies at the end of a line.
func TestCreditApart(t *testing.T) {
	checkCredits(t, []creditCase{
		{"de", "Das Protokoll liegt heise online vor.", []string{"seen-by heise online"}},
		{"de", "Correctiv liegt das Protokoll vor.", []string{"seen-by Correctiv"}},
		{"de", "Correctiv liegt in Essen.", nil},
		{"de", "Die Ministerin sprach im ARD-Morgenmagazin von einem Irrtum.", []string{"statement-to ARD"}},
		{"de", "Im Spiegel-Interview warnte sie vor dem Entwurf.", []string{"statement-to Der Spiegel"}},
		{"de", "„Wir prüfen das“, sagte eine Sprecherin der dpa.", []string{"statement-to dpa"}},
		{"de", "Zuvor hatten die Tamedia-Zeitungen über den Umzug berichtet.", []string{"first-report Tamedia"}},
		{"es", "La trama fue revelada en junio por El Confidencial.", []string{"first-report El Confidencial"}},
		{"it", "La bozza, anticipata lunedì da Domani, non cita i telefoni.", []string{"first-report Domani"}},
		{"fr", "Comme l'a révélé La Lettre, le décret est prêt.", []string{"first-report La Lettre"}},
		{"pl", "Jako pierwszy o decyzji poinformował serwis Onet.", []string{"first-report Onet"}},
		{"en", "Head teacher Ann Roe told BBC Radio Kent that phones were banned.", []string{"statement-to BBC Radio Kent"}},
		{"es", "Los agentes hallaron tres servidores en mayo. EFE", []string{"based-on EFE"}},
		{"da", "Loven træder i kraft til maj. /ritzau/", []string{"based-on Ritzau"}},
		{"fr", "La loi entre en vigueur en mai.\n\nLe Monde avec AFP", []string{"based-on AFP"}},
	})
}

// TestCreditToldBehind reads hearers that stand before their verb, and who is
// quoted or writes in an outlet.
func TestCreditToldBehind(t *testing.T) {
	checkCredits(t, []creditCase{
		{"it", "A Repubblica spiega: «Il testo va riscritto da capo».", []string{"statement-to la Repubblica"}},
		{"de", "Ministerin Karla Vogt hatte der „Zeit“ gesagt, das Vorhaben sei tot.", []string{"statement-to Die Zeit"}},
		{"de", "Dem Spiegel sagte sie, das Vorhaben sei tot.", []string{"statement-to Der Spiegel"}},
		{"nl", "Minister Karin Vos had tegen de NOS gezegd dat het plan van tafel is.", []string{"statement-to NOS"}},
		{"sv", "Till Dagens Nyheter säger hon att förslaget är dött.", []string{"statement-to Dagens Nyheter"}},
		{"en", "An official of the ministry, quoted by Euractiv, fears that the text is dead.", []string{"statement-to Euractiv"}},
		{"en", "The figure, quoted by Euractiv, is wrong.", []string{"based-on Euractiv"}},
		{"sv", "Forskaren Nils Holm varnar i en debattartikel i Aftonbladet för förslaget.", []string{"based-on Aftonbladet"}},
		{"en", "The Washington Post's Ann Reyes, who broke the story, says that the order stands.", []string{"first-report Washington Post"}},
		{"en", "According to the order, of which AFP has had a copy, the firm must pay.", []string{"seen-by AFP"}},
		{"en", "The mayor, Ann Reyes, told the Post she had written to the minister.", nil},
	})
}

// TestCreditOverDays reads outlets that the day parts from their verb or from the
// word that makes them hear.
func TestCreditOverDays(t *testing.T) {
	checkCredits(t, []creditCase{
		{"en", "The levy will be dropped, reported on Thursday the daily El Norte Libre.", []string{"based-on El Norte Libre"}},
		{"en", "As revealed on Wednesday the newspaper La Voz de Altea, the judge has opened an inquiry.", []string{"first-report La Voz de Altea"}},
		{"en", "As reported on Monday, the Guardian has no comment.", nil},
		{"en", "It is over, reported on Thursday the police.", nil},
		{"en", "On Monday The Australian reported that the register was lost.", []string{"based-on The Australian"}},
		{"en", "On Tuesday Wired revealed the fine.", []string{"first-report WIRED"}},
		{"de", "Die Kartei sei nie gelöscht worden, berichtete am Donnerstag die „Marnauer Zeitung“.", []string{"based-on Marnauer Zeitung"}},
		{"de", "Das schrieb am Montag der Spiegel.", []string{"based-on Der Spiegel"}},
		{"de", "Das berichtete der Sprecher der Zeitung.", nil},
		{"de", "Das sagte er am Freitag der dpa.", []string{"statement-to dpa"}},
		{"de", "Rektor Kempf sagte den Ostmarker Nachrichten, die Aufregung sei groß.", []string{"statement-to Ostmarker Nachrichten"}},
		{"de", "Der Rektor sagte den Abgeordneten, der Spiegel habe gelogen.", nil},
		{"fr", "Le plan serait abandonné, a rapporté jeudi le quotidien Les Échos.", []string{"based-on Les Échos"}},
		{"fr", "« Non », a déclaré jeudi soir à l'AFP la procureure.", []string{"statement-to AFP"}},
		{"es", "El plan será retirado, informó el jueves el diario La Nación.", []string{"based-on La Nación"}},
		{"nl", "De app is gekraakt, zo meldde donderdag de krant De Havenbode.", []string{"based-on De Havenbode"}},
		{"it", "Lo ha riferito giovedì il quotidiano La Stampa.", []string{"based-on La Stampa"}},
		{"it", "Ha riferito La Stampa.", nil},
		{"pt", "O plano cai, noticiou na quinta-feira o jornal Público.", []string{"based-on Público"}},
		{"pt", "A ministra disse na quarta-feira à Lusa que sai.", []string{"statement-to Lusa"}},
		{"sv", "Det säger hon på torsdagen till TT.", []string{"statement-to TT"}},
	})
}

// TestCreditNameAlone tells outlets that an everyday name means from others.
func TestCreditNameAlone(t *testing.T) {
	checkCredits(t, []creditCase{
		{"en", "“No,” the commissioner told the ABC's 7.30.", []string{"statement-to ABC (Australia)"}},
		{"en", "The commissioner told the ABC affiliate KRTV of her plans.", nil},
		{"en", "“No,” she told the Herald.", nil},
		{"en", "“No,” she told the Tribune.", nil},
		{"de", "dpa zitierte aus dem Entwurf, der eine Frist von sechs Monaten vorsieht.", []string{"seen-by dpa"}},
		{"nl", "NRC citeert uit de brief.", []string{"seen-by NRC"}},
	})
}

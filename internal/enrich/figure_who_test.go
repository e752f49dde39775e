package enrich

import "testing"

// TestEstimatorAndConduit asks whose a number is, and who passes it on.
func TestEstimatorAndConduit(t *testing.T) {
	a := with(t, nil)
	for _, c := range []struct{ text, estimator, conduit string }{
		{"The letter repeats that 4.2 million reports a year will be lost, according to the Internet Watch Foundation.", "Internet Watch Foundation", "letter"},
		{"According to the Internet Watch Foundation, 4.2 million reports a year will be lost.", "Internet Watch Foundation", ""},
		{"The letter says that 4.2 million reports a year will be lost.", "letter", ""},
	} {
		got := a.Analyse(Revision{Text: c.text, Language: "en"}).Figures
		if len(got) != 1 || got[0].Estimator != c.estimator || got[0].Conduit != c.conduit {
			t.Errorf("%s\ngot %+v, want %q through %q", c.text, got, c.estimator, c.conduit)
		}
	}
}

// TestProducer asks whose a number is where no citation holds it.
func TestProducer(t *testing.T) {
	a := with(t, nil)
	for _, c := range []struct {
		lang, text string
		estimators []string
	}{
		{"en", "The Internet Watch Foundation removed 5,400 webpages last year, of which 900 contained videos.", []string{"Internet Watch Foundation", "Internet Watch Foundation"}},
		{"en", "Facebook made more than half of the 31 million reports NCMEC received.", []string{"NCMEC", "NCMEC"}},
		{"en", "The Harrow Institute, which questioned 1,200 parents, put support at 40 per cent.", []string{"Harrow Institute", "Harrow Institute"}},
		{"en", "Some 700 images were assessed by the Lowland Trust.", []string{"Lowland Trust"}},
		{"en", "Error rates are put at 3 per cent by the auditors.", []string{"auditors"}},
		{"en", "Of 300 alerts, 280 were false, Ada Finch, the commissioner, told the committee.", []string{"Ada Finch", "Ada Finch"}},
		{"en", "There were 300 alerts, a figure given by the ministry and repeated by The Morning Sun.", []string{"ministry"}},
		{"en", "The regulator's yearly report says that 90 orders were made.", []string{"regulator’s yearly report"}},
		{"en", "The hotline handled 2,000 calls.", []string{""}}, // which one is not said
		{"en", "Some 2,000 calls were handled.", []string{""}},
		{"en", "He will appear in court on Monday over 12 offences.", []string{""}},
		{"en", "Eighty charities and former police officers told him that 60 reports had been lost.", []string{"", "former police officers"}},
		{"de", "Das Landeskriminalamt hat im Vorjahr 640 Hinweise registriert.", []string{"Landeskriminalamt"}},
		{"de", "Nach Zahlen des Bundeskriminalamts gab es 900 Fälle.", []string{"Bundeskriminalamt"}},
		{"de", "Die Hälfte der Befragten ist dagegen, wie eine Umfrage von Zentria ergab.", []string{"Zentria"}},
		{"nl", "Het meldpunt Baken kreeg 3.100 meldingen binnen, een stijging van 8 procent.", []string{"meldpunt Baken", "meldpunt Baken"}},
		{"en", "The country accounted for 2.25 million reports, per NCMEC, the most of any.", []string{"NCMEC"}},
		{"en", "There were 40 reports per force.", []string{""}},
		{"en", "“Time runs out,” said Tom Oak of the Internet Watch Foundation, which found 9,200 pages last year.", []string{"Internet Watch Foundation"}},
		{"en", "The briefing says that 85 per cent of referrals could be lost. The figure comes from the National Crime Agency.", []string{"National Crime Agency"}},
		{"en", "Facebook made 17.8 million reports. Those counts are NCMEC’s, not mine.", []string{"NCMEC"}},
		{"en", "“In 2022 NCMEC received 49.4 million images, of which 38 per cent were unique,” said Jane Doe.", []string{"Jane Doe", "Jane Doe"}},
		{"en", "The association Bitkom calls it wrong. According to a survey of the association, 41 per cent use such an app.", []string{"Bitkom"}},
		{"en", "Some 12 tonnes were seized after the Australian Federal Police identified the leader.", []string{""}},
		{"es", "La Policía Nacional detuvo en 2024 a 118 personas por estos delitos, según el balance anual del cuerpo.", []string{"Policía Nacional"}},
		{"es", "Save the Children pide calma. Su organización atendió el año pasado a 350 familias.", []string{"Save the Children"}},
		{"it", "Nel 2024 la Polizia postale ha trattato 2.900 casi e arrestato 147 persone.", []string{"Polizia Postale", "Polizia Postale"}},
		{"it", "Quindici Paesi sono a favore, stando a un conteggio di EDRi.", []string{"European Digital Rights"}},
		{"fr", "Europol a transmis 900 signalements aux États.", []string{"Europol"}},
		{"de", "Das Bundeskriminalamt hat 205.000 Hinweise der Organisation NCMEC erhalten, davon waren 48 Prozent nicht strafbar.", []string{"Bundeskriminalamt", "Bundeskriminalamt"}},
		{"nl", "Volgens een schatting van het instituut gaat het in Lowmark om 700.000 telefoons.", []string{""}},
		{"nl", "Volgens het meldpunt van Lowmark gaan jaarlijks 4,2 miljoen meldingen verloren.", []string{"meldpunt"}},
		{"de", "Nach einer Schätzung der Meldestelle von Lowmark gehen 4,2 Millionen Hinweise verloren.", []string{"Meldestelle"}},
		{"de", "Das geht aus einer Antwort des Bundesinnenministeriums hervor. Demnach gingen 71.400 Hinweise ein.", []string{"Bundesinnenministerium"}},
		{"fr", "Selon le Centre national pour les enfants disparus (NCMEC), 2 millions de signalements ont été reçus.", []string{"NCMEC"}},
	} {
		got := a.Analyse(Revision{Text: c.text, Language: c.lang}).Figures
		ok := len(got) == len(c.estimators)
		for i := 0; ok && i < len(got); i++ {
			ok = same(got[i].Estimator, c.estimators[i])
		}
		if !ok {
			t.Errorf("%s\nwant %q", c.text, c.estimators)
			for _, g := range got {
				t.Log(describe(g))
			}
		}
	}
}

// TestSubjectIsWhoCounted: of two bodies before a number it is about the one whose
// number it is, unless a company stands there.
func TestSubjectIsWhoCounted(t *testing.T) {
	a := with(t, nil)
	for text, subject := range map[string]string{
		"The NSPCC met 40 families, and NCMEC received 900 reports.": "NCMEC",
		"The NSPCC says that NCMEC received 900 reports.":            "NCMEC",
		"NCMEC received from Google 900 reports.":                    "Google",
	} {
		got := a.Analyse(Revision{Text: text, Language: "en"}).Figures
		if n := len(got); n == 0 || got[n-1].Subject != subject {
			t.Errorf("%s\ngot %+v", text, got)
		}
	}
}

// TestAnAgencysNameIsNoService takes "the Vellmark Wire" for one name.
func TestAnAgencysNameIsNoService(t *testing.T) {
	a := with(t, nil)
	for text, subject := range map[string]string{
		"In a letter seen by the Vellmark Wire, 118 organisations ask for a pause.": "",
		"The messenger Wire has 40,000 users.":                                      "Wire",
	} {
		got := a.Analyse(Revision{Text: text, Language: "en"})
		if len(got.Figures) != 1 || got.Figures[0].Subject != subject {
			t.Errorf("%s\ngot %+v", text, got.Figures)
		}
	}
	if got := a.Analyse(Revision{Text: "Laut dem Messenger Wire gibt es 40.000 Nutzer.", Language: "de"}).Figures; len(got) != 1 || got[0].Subject != "Wire" {
		t.Errorf("de: %+v", got)
	}
}

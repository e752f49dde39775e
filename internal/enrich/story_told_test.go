package enrich

import (
	"testing"

	"cipherdesk/internal/news"
)

// TestToldInEverydayWords is about stories without a word of encryption, and
// about what only sounds like one.
func TestToldInEverydayWords(t *testing.T) {
	a := with(t, nil)
	for _, x := range []struct {
		want           news.Verdict
		title, summary string
	}{
		{news.VerdictYes, "Holiday pictures to be compared with a police list before they are sent", "A Brussels proposal puts the check on the handset."},
		{news.VerdictYes, "Fotos sollen vor dem Versand auf dem Handy geprüft werden", "Der Vorschlag aus Brüssel gilt Missbrauchsdarstellungen."},
		{news.VerdictYes, "Bilder skal sjekkes på telefonen før de sendes", "Forslaget fra EU gjelder overgrep."},
		{news.VerdictYes, "EU vil lese det du skriver", ""},
		{news.VerdictYes, "Le Sénat veut entendre ce que vous écrivez", "Le texte oblige à livrer les conversations en clair."},
		{news.VerdictYes, "Embassies told to move to Signal", "The ministry expects telephone lines to be tapped."},
		{news.VerdictYes, "Försvaret byter till Signal", ""},
		{news.VerdictYes, "Judge will not make Apple open a courier's phone", ""},
		{news.VerdictYes, "Ministers want to learn who began a rumour", "WhatsApp would have to mark every message."},
		{news.VerdictYes, "Hacked phone network: appeal judges keep the evidence", "The gangs had trusted it."},
		{news.VerdictYes, "Harbour police read along for weeks", "Detectives broke into a service that criminals paid for."},
		{news.VerdictYes, "Brussels text drops mandatory detection", "The presidency leaves it to firms."},
		{news.VerdictYes, "Liberty joins Apple's case in London", "The tribunal sits in May."},
		{news.VerdictYes, "Hotline: half of all abuse tips would vanish", "It blames Messenger's new design."},
		{news.VerdictYes, "Photo app's chats are now end-to-end encrypted", ""},
		{news.VerdictYes, "He would not give his passcode: two years in jail", ""},
		{news.VerdictYes, "Justices weigh the originator rule", "India wants WhatsApp to comply."},
		{news.VerdictNo, "Concert phones locked in pouches", "Police call the rule lawful."},
		{news.VerdictNo, "Commission looks for abuse of subsidies", ""},
		{news.VerdictNo, "Chip maker backs Apple in patent fight", "Briefs went to a California court."},
		{news.VerdictNo, "Mail provider Proton adds a calendar at the old price", ""},
		{news.VerdictYes, "Massenscans: Gutachten warnt den Rat", "Kinderschutz sei auch ohne sie möglich."},
		{news.VerdictYes, "Deputies vote a backdoor into the customs bill", ""},
		{news.VerdictYes, "Suspect must use fingerprint to unlock a phone, court says", ""},
		{news.VerdictYes, "Firm hides letters even from itself", "Chats are kept where not even Meta looks."},
		{news.VerdictYes, "Why we defend encryption", ""},
		{news.VerdictNo, "Chip law: senators fear a Chinese backdoor", ""},
		{news.VerdictNo, "Airport scanners: the EU lets private bags stay shut", ""},
		{news.VerdictPassing, "Spies on a reporter's phone", "The spyware read chats despite encryption."},
		{news.VerdictPassing, "Procès : le commando communiquait par messagerie chiffrée", ""},
		{news.VerdictYes, "Messenger X adopts the Signal protocol", ""},
		{news.VerdictYes, "Slack isn't end-to-end encrypted, and says why", ""},
		{news.VerdictYes, "Five Eyes ministers want access to chats", ""},
		{news.VerdictYes, "Spies would sit in as a ghost participant", "The bill covers WhatsApp."},
		{news.VerdictYes, "Minister wants encrypted phones banned", ""},
		{news.VerdictYes, "After the cyberattack: agency urges all to use encrypted apps", ""},
		{news.VerdictNo, "Five Eyes name Chinese group behind raid on 5G makers", ""},
		{news.VerdictNo, "A backdoor tax rise, MPs say", "The government freezes thresholds."},
		{news.VerdictNo, "Apple scans for faces in photos on device", ""},
		{news.VerdictPassing, "Exchange boss ruled by chat", "The bitcoin firm's staff met in self-deleting encrypted chats."},
		{news.VerdictPassing, "Town hall files held to ransom", "The ransomware gang talked over an encrypted messenger."},
		{news.VerdictPassing, "Snapchat to blur pictures for teenagers", "The tool also works in encrypted chats."},
		{news.VerdictPassing, "Regulator's yearly report", "Fines, age checks, and one paragraph on encryption."},
		{news.VerdictPassing, "Telegram founder questioned in Nice", "Prosecutors speak of crime on the encrypted app."},
		{news.VerdictYes, "Telegram founder charged over cryptology services", ""},
		{news.VerdictPassing, "Nurses plan their march on Telegram", ""},
		{news.VerdictPassing, "Landwirte blockieren Häfen", "Treffpunkte für die Proteste stehen in Telegram-Gruppen."},
		{news.VerdictPassing, "Dix interpellations à Brest", "Les suspects communiquaient par téléphones cryptés."},
		{news.VerdictYes, "Police crack encrypted phone network", "Thousands of gang members used its handsets."},
		{news.VerdictPassing, "Two deny gun plot after EncroChat hack", ""},
		{news.VerdictPassing, "Life sentences for harbour killings", "Intercepted PGP messages were the evidence, the court of appeal said."},
		{news.VerdictPassing, "Got a story? Write to us by Signal", "SecureDrop works as well."},
		{news.VerdictPassing, "Mayor's aides used Signal", "Chats were set to delete after a day, a watchdog found."},
		{news.VerdictPassing, "WhatsApp erklärt neue Nutzungsbedingungen", "Der Dienst sagt, er könne private Chats nicht lesen; viele wechseln zu Signal."},
		{news.VerdictPassing, "Villagers hear of air-raid alarms by phone", "Telegram chats are not encrypted by default, an expert recalls."},
		{news.VerdictNo, "Traders fined over WhatsApp deals", "The regulator missed their records."},
		{news.VerdictNo, "Thousands march for rents", "The union posted the route on Facebook."},
		{news.VerdictPassing, "Raad in rep en roer", "De leden spraken af in een Signalgroep."},
		{news.VerdictNo, "Man admits abuse images on his phone", "Officers checking the device found the pictures."},
		{news.VerdictNo, "Check your pictures before they are uploaded", "A charity's tips for parents."},
		{news.VerdictNo, "Ministers told to send a clear signal on pensions", ""},
		{news.VerdictNo, "Försvaret byter till elbilar", ""},
		{news.VerdictNo, "Impôts : un courrier clair et lisible promis par le ministre", ""},
		{news.VerdictNo, "Windows turns BitLocker encryption on for all", "Drives may become slower."},
	} {
		if got := a.Analyse(Revision{Title: x.title, Summary: x.summary}).Story; got.Verdict != x.want {
			t.Errorf("%s | %s: %s (%.2f), want %s", x.title, x.summary, got.Verdict, got.Score, x.want)
		}
	}
}

// TestToldWithItsTags is about tags that come with the words of a story, and
// about those that its neighbours do not earn.
func TestToldWithItsTags(t *testing.T) {
	a := with(t, nil)
	for _, x := range []struct {
		title, summary string
		tag            string
		want           bool
	}{
		{"Billeder skal tjekkes på mobilen, før de sendes", "Det foreslår EU.", "law/eu-csar", true},
		{"Billeder skal tjekkes på mobilen, før de sendes", "Det foreslår EU.", "topic/client-side-scanning", true},
		{"Pictures to be matched with child abuse images before they are sent", "The list lies on the phone.", "topic/csam-detection", true},
		{"Le texte oblige à livrer les conversations en clair", "Le Sénat a voté.", "topic/lawful-access", true},
		{"Embassies told to move to Signal", "The ministry expects taps.", "topic/secure-comms-advice", true},
		{"Embassies told to move to Signal", "The ministry expects taps.", "actor/signal", true},
		{"Delhi High Court hears WhatsApp on who began a rumour", "", "actor/government", false},
		{"WhatsApp: if told to break encryption, we go", "", "topic/lawful-access", false},
		{"FBI and CISA: use encrypted apps", "", "topic/law-enforcement-impact", false},
		{"Phantom Secure's chief jailed for nine years", "He sold phones to gangs.", "topic/platform-liability", true},
		{"EncroChat: drugs boss who ran a gang is jailed", "He had used EncroChat.", "topic/platform-liability", false},
		{"Eighty organisations say chat control breaks encryption", "They ask for its end.", "topic/open-letter-campaign", true},
		{"Half of parents want it, experts say, of chat control", "A poll asked 300 of them.", "topic/open-letter-campaign", false},
		{"Proton moves its servers out of the north over surveillance law", "It would have to weaken encryption.", "topic/service-withdrawal", true},
		{"Parlament verabschiedet Gesetz gegen Verschlüsselung", "", "actor/legislator", true},
		{"Chat control: blocking minority holds", "Wien stays out, and the blocking minority with it.", "actor/government", true},
		{"Chats: propuesta contra el abuso infantil divide a la UE", "El cifrado está en juego.", "topic/csam-detection", true},
		{"No to the scanning mandate in a children's bill", "Congress should leave encryption alone.", "law/eu-csar", false},
		{"No to the scanning mandate", "MEPs should leave encryption alone.", "law/eu-csar", true},
		{"Police blame encrypted chats", "On some apps officers cannot follow suspects.", "topic/law-enforcement-impact", true},
		{"Child-safety activists fear encrypted chats", "", "actor/child-protection-org", true},
		{"Encrypted chats hide child abuse, charity says", "", "actor/child-protection-org", true},
		{"Charity opens shop beside school", "Children sell cakes.", "actor/child-protection-org", false},
		{"Statement on encryption", "Five Eyes countries ask for access in a readable and usable format.", "topic/lawful-access", true},
		{"Statement on encryption", "Five Eyes countries ask for access in a readable and usable format.", "actor/government", true},
		{"Apple will not grant access to a gunman's iPhone", "The order would weaken encryption.", "topic/lawful-access", true},
		{"Prosecutors overstated encryption problem", "Far fewer phones could not be opened than the bureau told Congress.", "topic/reporting-statistics", true},
		{"Prosecutors overstated encryption problem", "Far fewer phones could not be opened than the bureau told Congress.", "topic/device-unlock", true},
		{"Senate panel backs bill on online child exploitation over encryption fears", "", "law/us-earn-it", true},
		{"Meta urged to think again", "A minister's campaign comes ahead of the encryption of Messenger.", "topic/e2ee-rollout", true},
		{"Six services put their names to a plea for encryption", "They address ministers.", "topic/open-letter-campaign", true},
		{"Britain backs down over encrypted messages", "Scanning waits until it is feasible, the Lords heard.", "law/uk-online-safety-act", true},
	} {
		f := a.Analyse(Revision{Title: x.title, Summary: x.summary})
		if f.HasTag(x.tag) != x.want {
			t.Errorf("%s | %s: %s is %v", x.title, x.summary, x.tag, !x.want)
		}
	}
}

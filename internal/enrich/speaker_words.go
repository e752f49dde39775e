package enrich

import (
	"strings"

	"cipherdesk/internal/text"
)

// wordClass is a set of closed classes: articles, pronouns and other words that
// bound or link phrases. Every word of a text is looked up once, with all
// phrases; what it is in the language of the text is then one step away.
type wordClass uint32

const (
	determiners   wordClass = 1 << iota // articles, possessives, pointing words
	prepositions                        // end the head of a phrase
	auxiliaries                         // may stand between a subject and its verb of saying
	clauseWords                         // begin a clause or another phrase
	joints                              // join a second verb to the same subject
	negations                           // deny the verb beside them
	passives                            // make the participle behind them a hearer's: "was told"
	relatives                           // open an aside about a noun
	clitics                             // pronouns that lean on their verb
	owners                              // what follows belongs to a body named before
	fillers                             // before a noun phrase, say nothing of who speaks
	nobodies                            // name no source, whoever it is
	someones                            // stand for somebody of those named before
	noOnes                              // nobody did it
	particles                           // stand inside names: "van der"
	titleArticles                       // begin the titles of papers
	titleLinks                          // stand inside the titles of papers
	agents                              // before who does what is told in the passive
	holders                             // between a role and the body that it is held in
	employers                           // between people and where they work: "researchers at", not "critics of"
	asTolds                             // join the speaker to what was said before
	opinions                            // at the head of a sentence: whose view follows
	locatives                           // before places
	thePersons                          // "she"
	theThings                           // "it"
	theGroups                           // "they"
	hers
	his
	pointers   // open a sentence that points back at what was said
	utterances // what was said, as a noun
	parties    // whose members sit in parliaments
	days       // "Monday", "yesterday", "jeudi soir": say when, not who
)

// haveWord reports whether a folded word is the verb of the perfect in German or
// Dutch, whose participle stands at the clause's end.
func haveWord(f string) bool {
	switch f {
	case "hat", "haben", "hatte", "hatten", "heeft", "hebben", "had", "hadden":
		return true
	}
	return false
}

// pronouns are the classes of those who may speak.
const pronouns = thePersons | theThings | theGroups

// closedWords lists the classes by language. Those of the six languages that
// the desk reads most stand together under "" and count everywhere, but for
// the words that falseWords takes from a language.
var closedWords = []struct {
	class       wordClass
	lang, words string
}{
	{determiners, "", `the a an its his her their our this that these those some one another
		der die das dem den des ein eine einer einem eines ihr ihre sein seine diese dieser
		le la les l un une cette ce ces son sa ses leur leurs cet
		el los las una su sus esta este lo de het een zijn haar hun deze dit zo
		il i gli uno suo sua loro questa questo al alla all`},
	{prepositions, "", `par door of at for from with by in on to into behind inside against across about as under within without despite among
		between beyond unlike amid during until ahead
		von vom bei beim fur aus auf nach vor seit gegen der des im am zu zum zur mit uber gegenuber
		de du d chez pour dans a au aux contre del en para con por contra van bij voor uit met op tegen aan
		di della dell dello dei degli delle da dal per presso nel nella nello negli sul sulla tra fra
		desde hasta hacia tras sobre sin sur avec sans sous vers depuis pendant apres avant malgre zwischen ohne unter wahrend durch tussen tijdens sinds zonder naast`},
	{auxiliaries, "", `has had have also then later once again today yesterday still now too even ever just long often since would will could did
		does do recently previously repeatedly earlier himself herself itself themselves can may might must should longer moreover therefore nevertheless instead thus
		hat haben hatte hatten habe auch dann zudem ausserdem jetzt bereits am gestern heute
		avait ont avaient aussi t s ainsi deja ha han habia habian tambien ya hoy ayer heeft hebben ook nog al hanno aveva anche gia`},
	{clauseWords, "", `that which who whom whose but and or while as because although though if when whether where what how why after before than
		is are was were be been dass weil wahrend ob wenn als wie und oder aber doch sondern wo ist sind soll wird
		que qui mais et ou quand comme car lorsque est y e pero o sino quien cuando como aunque es
		dat omdat terwijl maar toen want che ma ed mentre quando come se chi`},
	{joints, "", "and but or und aber et mais y pero e ed ma en maar"},
	{negations, "", "not never n't cannot nicht nie kein keine pas jamais no nunca niet nooit geen non mai without declined refused unclear"},
	{passives, "", `is are was were be been being wird wurde werden wurden worden est sont ete etait es son fue fueron sido ser word wordt werd
		viene stato stata stati essere`},
	{relatives, "", "who which whose qui que dont quien die der che"},
	{clitics, "", "le lo la les los las se nos me te leur si ci gli en ne"}, {clitics, "fr", "y"},
	{owners, "", "its whose deren dessen sa son ses su sus suoi sue cuya cuyo sua suo cui wiens haar zijn ihr ihre"},
	{fillers, "", "however meanwhile so as wie comme como come zoals zo asi cosi also today yesterday now then only even here there dazu dabei nun und and but"},
	{nobodies, "", `you we i there here nobody everyone everybody someone somebody anyone people what let please none neither nothing something
		everything this that which who these those wir ich man nous on je noi io ik men yesterday today tomorrow apart can could will would
		should may might do does did is are was were has have had how why when where if given once since while although despite during
		ademas despues asimismo ayer luego entonces tambien asi hier ensuite puis enfin ainsi aussi pourtant cependant ieri poi inoltre infine oggi intanto
		hoy mientras moins plus mas menos segun selon secondo one two three four five six seven eight nine ten half last next first
		every each all both not science history earlier later separately afterwards previously research evidence results findings statistics studies surveys like unlike`},
	{someones, "", "two three four both several many most few one another some second third fourth fifth eine einer uno una un een others"},
	{noOnes, "", "neither none nobody no niemand kein keine keiner aucun aucune personne ningun ninguna nadie geen nessun nessuna nessuno"},
	{particles, "", "van von der den de la le del della di da dos du ter ten bin al el zu af"},
	{titleArticles, "", "the der die das le la les el il lo de het"},
	{titleLinks, "", "of du des de del dello della dei di van"},
	{agents, "", "by von vom par por door da dal dalla"},
	{holders, "", "a au all alla of for des der fur de du d di dei degli delle dello voor en para pour im"},
	{employers, "", "all allo presso at from with within inside innerhalb binnen bei vom von beim chez del bij van dell della"},
	{asTolds, "", "as wie comme como come zoals zo"},
	{opinions, "", "pour para per fur voor for"},
	{locatives, "", "in at a en aus nach te i w near of"},
	{thePersons, "", "sie he she him er ihm elle hij zij hem lui lei ella"},
	{theThings, "", "it"},
	{theGroups, "", "they ils elles ellos ellas essi those"},
	{hers, "", "she elle zij lei ella"},
	{his, "", "he him er ihm hij hem lui il"},
	{utterances, "", "words verdict message warning worte satz mots phrase palabras frase parole woorden slowa ord"},
	{parties, "", `labour tory tories conservatives greens democrats republicans libdems snp dup epp s&d renew ecr spd cdu csu fdp grune grunen linke linken linkspartei afd bsw volt
		piraten piratenpartei pirates pp psoe podemos sumar vox vvd cda d66 pvda pvv nsc groenlinks bbb pd lega m5s lfi lr rn modem moderaterna socialdemokraterna miljopartiet vansterpartiet centerpartiet
		liberalerna kristdemokraterna venstre hoyre arbeiderpartiet enhedslisten alternativet socialdemokratiet chega livre`},
	{pointers, "", "that those these this so such words das so diese dieser mit ces c ainsi cette asi eso esas con queste cosi quelle con dat deze zo tak to det detta dette slik sa assim estas isso"},
	{days, "", `monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
		lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miercoles jueves viernes sabado domingo
		lunedi martedi mercoledi giovedi venerdi domenica maandag dinsdag woensdag donderdag vrijdag zaterdag zondag`},
	{days, "en", "yesterday today"}, {days, "de", "gestern heute abend nachmittag mittag morgen"}, {days, "fr", "hier soir matin midi"}, {days, "es", "ayer hoy noche tarde manana"},
	{days, "it", "ieri oggi sabato sera mattina"}, {days, "nl", "gisteren vandaag avond ochtend middag"},
	{days, "pt", "segunda terca quarta quinta sexta feira ontem hoje"}, {days, "sv", "mandag mandagen tisdag tisdagen onsdag onsdagen torsdag torsdagen fredag fredagen lordag lordagen sondag sondagen igar idag"},
	{days, "da", "mandag tirsdag onsdag torsdag fredag lordag sondag"}, {days, "no", "mandag tirsdag onsdag torsdag fredag lordag sondag"},
	{days, "pl", "poniedzialek wtorek srode czwartek piatek sobote niedziele wczoraj dzis"},
	{prepositions, "es", "ante junto durante mediante"}, {prepositions, "it", "davanti accanto durante ai agli ad"},
	{relatives, "nl", "dat"},
	{determiners, "fr", "son"}, {owners, "fr", "son"}, {his, "fr", "il"},
	{thePersons, "nl", "haar"}, {hers, "nl", "haar"},
	{thePersons, "de", "ihr ihnen"}, {hers, "de", "ihr"},

	{determiners, "pt", "o a os as um uma uns umas esse essa seu seus suas"},
	{prepositions, "pt", "de do da dos das em no na nos nas por pelo pela pelos pelas com para a ao aos sobre entre contra sem sob perante diante junto durante"},
	{auxiliaries, "pt", "ja tambem ainda ontem hoje tem tinha havia"},
	{clauseWords, "pt", "que e ou mas quando se como porque enquanto embora foi sao"},
	{joints, "pt", "e mas ou"}, {negations, "pt", "nao nunca nem sem"}, {passives, "pt", "foi foram sido ser"},
	{relatives, "pt", "que cujo cuja quem"}, {clitics, "pt", "se lhe me nos o a"}, {owners, "pt", "seu sua cujo cuja"},
	{thePersons, "pt", "ele ela"}, {hers, "pt", "ela"}, {his, "pt", "ele"}, {theGroups, "pt", "eles elas"},
	{employers, "pt", "do da no na dos das"}, {holders, "pt", "do da de dos das para no na"},
	{titleArticles, "pt", "o a"}, {titleLinks, "pt", "do da dos das a ao"}, {employers, "it", "al alla all allo agli del dei"}, {agents, "pt", "pelo pela pelos pelas"},

	{determiners, "sv", "en ett den det de denna detta sin sitt sina hans hennes deras"},
	{prepositions, "sv", "av pa i for med till fran vid hos om under over efter mot mellan genom utan enligt bland inom"},
	{auxiliaries, "sv", "har hade ocksa nu redan aven sedan igar idag dock alltsa"},
	{clauseWords, "sv", "att som och men eller nar om dar eftersom medan ar var blev vad hur varfor"},
	{joints, "sv", "och men eller"}, {negations, "sv", "inte aldrig ingen inget inga ej"}, {passives, "sv", "blev blir blivit ar var"},
	{relatives, "sv", "som vars vilken vilket"}, {owners, "sv", "dess vars"},
	{thePersons, "sv", "han hon honom henne"}, {hers, "sv", "hon henne"}, {his, "sv", "han honom"}, {theGroups, "sv", "de dom"},
	{employers, "sv", "pa vid hos fran i"}, {holders, "sv", "for pa av i vid"}, {agents, "sv", "av"}, {particles, "sv", "af"},

	{determiners, "da", "en et den det de denne dette sin sit sine hans hendes deres"},
	{prepositions, "da", "af pa i for med til fra ved hos om under over efter mod mellem gennem uden ifolge blandt"},
	{auxiliaries, "da", "har havde ogsa nu allerede siden igar idag dog"},
	{clauseWords, "da", "at som der og men eller nar hvis hvor fordi mens er var blev hvad hvordan hvorfor"},
	{joints, "da", "og men eller"}, {negations, "da", "ikke aldrig ingen intet"}, {passives, "da", "blev bliver er var vaeret"},
	{relatives, "da", "som der hvis"}, {owners, "da", "dens dets"},
	{thePersons, "da", "han hun ham hende"}, {hers, "da", "hun hende"}, {his, "da", "han ham"}, {theGroups, "da", "de"},
	{employers, "da", "pa ved hos fra i"}, {holders, "da", "for pa af i ved"}, {agents, "da", "af"},

	{determiners, "no", "en et ei den det de denne dette sin sitt sine hans hennes deres"},
	{prepositions, "no", "av pa i for med til fra ved hos om under over etter mot mellom gjennom uten ifolge blant"},
	{auxiliaries, "no", "har hadde ogsa na allerede siden gar idag likevel"},
	{clauseWords, "no", "at som og men eller nar hvis hvor fordi mens er var ble hva hvordan hvorfor"},
	{joints, "no", "og men eller"}, {negations, "no", "ikke aldri ingen intet"}, {passives, "no", "ble blir er var vaert blitt"},
	{relatives, "no", "som"}, {owners, "no", "dens dets"},
	{thePersons, "no", "han hun ham henne"}, {hers, "no", "hun henne"}, {his, "no", "han ham"}, {theGroups, "no", "de"},
	{employers, "no", "pa ved hos fra i"}, {holders, "no", "for pa av i ved"}, {agents, "no", "av"},

	{prepositions, "pl", "z w na do od o po dla przez u nad pod przy ze we za przed wedlug"},
	{auxiliaries, "pl", "juz takze rowniez teraz wczoraj dzis"},
	{clauseWords, "pl", "ze ktory ktora ktore ktorzy i oraz a ale lub gdy kiedy jesli bo jest sa byl byla"},
	{joints, "pl", "i oraz a ale"}, {negations, "pl", "nie nigdy"}, {passives, "pl", "zostal zostala zostalo"},
	{relatives, "pl", "ktory ktora ktore ktorzy"}, {owners, "pl", "jej jego"},
	{thePersons, "pl", "on ona niego niej"}, {hers, "pl", "ona niej"}, {his, "pl", "on niego"}, {theGroups, "pl", "oni one"},
	{employers, "pl", "z w ze"}, {agents, "pl", "przez"}, {asTolds, "pl", "jak"},
}

// falseWords are words of closedWords that mean something else in a language.
var falseWords = map[string]string{
	"fr": "son il",
	"it": "son",
	"nl": "son",
	"pt": "o as no do a on at one modem",
	"sv": "han er i en de det den der sa at for under over om men man par",
	"da": "han er i en et de den der sa at for under over om men man par hun hans",
	"no": "han er i en et de den der sa at for under over om men man par hun hans",
	"pl": "i a o do on z na to one",
}

// everyWord is what each word is in any language.
var everyWord = classesOf("")

// classesOf returns the closed classes of the words of a language; for "" those
// that count in every one.
func classesOf(lang string) map[string]wordClass {
	m := map[string]wordClass{}
	for _, list := range closedWords {
		if list.lang == "" {
			for w := range strings.FieldsSeq(list.words) {
				m[w] |= list.class
			}
		}
	}
	for w := range strings.FieldsSeq(falseWords[lang]) {
		delete(m, w)
	}
	for _, list := range closedWords {
		if list.lang == lang && lang != "" {
			for w := range strings.FieldsSeq(list.words) {
				m[w] |= list.class
			}
		}
	}
	return m
}

// closedTable is classesOf by class of the lexicon, which must know the words.
func closedTable(l *text.Lexicon, lang string) []wordClass {
	table := make([]wordClass, l.Classes())
	for w, c := range classesOf(lang) {
		table[l.Class(w)] |= c
	}
	return table
}

// closedWordsOf returns the table of a language; one that the desk does not
// know has the words of all.
func (x *index) closedWordsOf(lang string) []wordClass {
	if t, known := x.closed[lang]; known {
		return t
	}
	return x.closed[""]
}

// wordsOf returns the classes of a folded word in any language.
func wordsOf(f string) wordClass { return everyWord[f] }

// in reports whether token i is a word of one of the classes; nothing beyond the
// text is.
func (f *field) in(i int32, c wordClass) bool {
	return f.within(i) && f.closed[f.Tokens[i].Class]&c != 0
}

// auxiliary reports whether token i may stand between a subject and its verb of
// saying.
func (v *view) auxiliary(i int32) bool {
	if v.in(i, auxiliaries) {
		return true
	}
	f := v.form(i)
	return len(f) > 4 && f[len(f)-2:] == "ly"
}

// pronounAt returns which kind of voice token i stands for: a pronoun, or the
// "il" behind a French verb, which otherwise is nobody.
func (v *view) pronounAt(i int32) voiceKind {
	switch c := v.closed[v.Tokens[i].Class]; {
	case c&thePersons != 0:
		return heShe
	case c&theThings != 0:
		return itself
	case c&theGroups != 0:
		return theThey
	case c&his != 0 && i > 0 && (v.Tokens[i].Is(text.Joined) && v.form(i-1) == "-" || v.lang == "fr" && v.verbBehind(i)):
		return heShe
	}
	return nobody
}

// verbBehind reports whether a verb of saying follows token i, over its auxiliary
// and what leans on it: "il l'a assuré", and not the "il" of "il est prévu".
func (v *view) verbBehind(i int32) bool {
	const most = 4
	for k := i + 1; k <= i+most && v.within(k); k++ {
		if v.cues[k]&cueSay != 0 {
			return true
		}
		if f := v.form(k); f != "a" && f != "avait" && f != "l" && f != "'" && f != "le" && !v.auxiliary(k) {
			return false
		}
	}
	return false
}

// pronounGender tells the gender of a pronoun where it has one.
func (v *view) pronounGender(i int32) cue {
	switch c := v.closed[v.Tokens[i].Class]; {
	case c&hers != 0:
		return cueFemale
	case c&his != 0:
		return cueMale
	}
	return 0
}

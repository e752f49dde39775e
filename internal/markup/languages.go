package markup

import (
	"math"
	"unicode"
	"unicode/utf8"
)

// candidate is a charset with the languages written in it.
type candidate struct {
	name      string
	rare      float64 // taken off the score of what few documents use
	languages []language
}

// The letters of each language beyond ASCII, the most frequent first. For
// Chinese, Japanese and Korean, the characters that make up about half of any
// text.
const (
	russian    = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
	ukrainian  = "оаиніветрслкдумпязьгбчхйцжїєшюфщґ"
	bulgarian  = "аеоинтрсвлкдпмзъугбчяцйхжщшфюь"
	serbian    = "аоиентрсјвкудлмпзгбшчцхжњћљђфџ"
	greek      = "αοιετνσηρπκμςλυίόάήδέγώχθύωφβξζψϊϋ"
	hebrew     = "יוהלארתבשמנעדחקםפטגןכצסזךףץ"
	arabic     = "الينمرتوبةعدسفهكقحجشطصخإذىزضأءثغئظؤآگچپژ"
	thai       = "านรอกเงมยล่วดทส้ตะปบคหแจพชขใไผโถซธศณษภญฐุูิีึืั์็ำ"
	polish     = "ąęłóżśćńź"
	czech      = "íáéěřýčžšůúďťňó"
	slovak     = "áíéčžýúšťľôňďäóŕĺ"
	hungarian  = "áéöóíőüúű"
	romanian   = "ăîâşţșț"
	croatian   = "čžšćđ"
	turkish    = "ıişğüçöİâî"
	baltic     = "ėšąžčųęūįāēīņļķģŗõäöü"
	vietnamese = "đàáảãạăâêôơưéèíìóòúùýỳ\u0300\u0301\u0303\u0309\u0323"
	german     = "üäößéÄÖÜ"
	french     = "éèàêçôîùâûëïœ"
	spanish    = "óíáéñúü¿¡"
	portuguese = "ãçáéíóêõúâàôü"
	italian    = "èàùòìé"
	nordic     = "åäöøæéü"
	icelandic  = "íðáöóæéúþý"
	dutch      = "éëïöèü"

	simplified  = "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坏兴切热存密加隐私讯聊安"
	traditional = "的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可她裡後小麼心多天而能好都然沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同三已老從動兩長知民樣現分將外但身些與高意進把法此實回二理美點月明其種聲全工己話兒者向情部正名定女問力機給等幾很業最間新什打便位因重被走電四第門相次東政海口使教西再平真聽世氣信北少關並內加化由卻代軍產入先山五太水萬市眼體別處總才場師書比住員九笑性通目華報立馬命張活難神數件安表原車白應路期叫死常提感金何更反合放做系計或司利受光王果親界及今京務制解各任至清物台象記邊共風戰干接它許八特覺望直服毛林題建南度統色字請交愛讓認算論百吃義科怎元社術結六功指思非流每青管夫連遠資隊跟帶花快條院變聯言權往展該領傳近留紅治決周保達辦運武半候七必城父強步完革深區即求品士轉量空甚眾技輕程告江語英基派滿式李息寫呢識極令黃德收臉錢黨倒未持取設始版雙歷越史商千片容研像找友孩站廣改議形委早房音火際則首單據導影失拿網香似斯專石若兵弟誰校讀志飛觀爭究包組造落視濟喜離雖壞興切熱存密加隱私訊聊安"
	japanese    = "のにはをたがでてとしれさいなるあっもらかりまこうくよきけそえみつめおわじばせだちどやずべむげねびほぶふろごゆひへぎぐざぜぞんンスルトリアイラシドレフクロジテカマッコサタメブプナオニムキパバグデポミハセツビウチエダネノホベモヤュョャワガゴギゲペボ日一人年大国本中者会時事社的上見出行分自内部新生手合場関同定方度代田対動政言用通学化意理法実現月報"
	korean      = "이다는을에의가고은하한지로사기도를시대자인서어리아정나해수보들부일전장국제주상원공위성라그구만안과세비신동마여조경화선소미유방니스했있년적관회중무계할면문개트민발생영우호암모재당행차드단와연물게으분요실식업야외용명통법히금양간치메바된며였체진반오최학것되김교합터날산결별령술책준력내러집역입종접등권르레타파프크카임직설강"
)

// alphabet models a language by the order of its letters: probabilities fall as
// in any natural alphabet, faster for those with few letters beyond ASCII.
func alphabet(script *unicode.RangeTable, letters string) language {
	n := utf8.RuneCountInString(letters)
	l := language{script: script, logp: make(map[rune]float64, n), unknown: -7}
	total, rank := 0.0, 0
	weight := func(rank int) float64 { return math.Exp(-3 * float64(rank) / float64(n)) }
	for i := range n {
		total += weight(i)
	}
	for _, r := range letters {
		if _, twice := l.logp[r]; !twice {
			l.logp[r] = math.Log(weight(rank) / total)
		}
		rank++
	}
	return l
}

// characters models a language written in thousands of characters: the listed
// ones are half of any text, the others of the script share the rest.
func characters(script *unicode.RangeTable, common string) language {
	l := language{script: script, logp: make(map[rune]float64, len(common)/3), unknown: -9.5}
	n := float64(utf8.RuneCountInString(common))
	for _, r := range common {
		l.logp[r] = math.Log(0.6/n) + 0.5
	}
	return l
}

// candidates in the order in which ties are decided.
var candidates = []candidate{
	{"windows-1252", 0, latin(french, german, spanish, portuguese, italian, nordic, icelandic, dutch)},
	{"gb18030", 0, []language{characters(unicode.Han, simplified)}},
	{"big5", 0, []language{characters(unicode.Han, traditional)}},
	{"shift_jis", 0, []language{characters(unicode.Han, japanese)}},
	{"euc-jp", 0, []language{characters(unicode.Han, japanese)}},
	{"euc-kr", 0, []language{characters(unicode.Hangul, korean)}},
	{"windows-1251", 0, cyrillic()},
	{"koi8-r", 0, []language{alphabet(unicode.Cyrillic, russian)}},
	{"koi8-u", 0.1, []language{alphabet(unicode.Cyrillic, ukrainian)}},
	{"iso-8859-5", 0.1, cyrillic()},
	{"ibm866", 0.3, []language{alphabet(unicode.Cyrillic, russian)}},
	{"x-mac-cyrillic", 0.05, cyrillic()},
	{"windows-1253", 0, []language{alphabet(unicode.Greek, greek)}},
	{"iso-8859-7", 0.1, []language{alphabet(unicode.Greek, greek)}},
	{"windows-1255", 0, []language{alphabet(unicode.Hebrew, hebrew)}},
	{"windows-1256", 0, []language{alphabet(unicode.Arabic, arabic)}},
	{"iso-8859-6", 0.1, []language{alphabet(unicode.Arabic, arabic)}},
	{"windows-874", 0, []language{alphabet(unicode.Thai, thai)}},
	{"windows-1250", 0, latin(polish, czech, slovak, hungarian, romanian, croatian)},
	{"iso-8859-2", 0, latin(polish, czech, slovak, hungarian, romanian, croatian)},
	{"windows-1254", 0, latin(turkish)},
	{"windows-1257", 0.1, latin(baltic)},
	{"windows-1258", 0.3, latin(vietnamese)},
	{"macintosh", 2, latin(french, german, spanish, portuguese, italian, nordic)},
}

func latin(letters ...string) []language {
	models := make([]language, len(letters))
	for i, l := range letters {
		models[i] = alphabet(unicode.Latin, l)
	}
	return models
}

func cyrillic() []language {
	return []language{alphabet(unicode.Cyrillic, russian), alphabet(unicode.Cyrillic, ukrainian),
		alphabet(unicode.Cyrillic, bulgarian), alphabet(unicode.Cyrillic, serbian)}
}

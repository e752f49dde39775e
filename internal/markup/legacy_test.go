package markup

// legacyTexts are sentences of the field in many languages, with the charsets
// that such pages used before UTF-8.
var legacyTexts = []struct {
	language string
	text     string
	charsets []string
}{
	{"Russian", "Мессенджер включил сквозное шифрование по умолчанию, а полиция предупреждает о потере доказательств", []string{"windows-1251", "koi8-r", "iso-8859-5", "ibm866", "x-mac-cyrillic"}},
	{"Russian, short", "Госдума приняла закон", []string{"windows-1251", "koi8-r"}},
	{"Ukrainian", "Поліція заявляє, що наскрізне шифрування ускладнює розслідування злочинів проти дітей", []string{"windows-1251", "koi8-u"}},
	{"Bulgarian", "Правителството обсъжда закон за криптирането на съобщенията", []string{"windows-1251"}},
	{"Serbian", "Влада разматра закон о шифровању порука и заштити деце на интернету", []string{"windows-1251"}},
	{"Chinese", "端到端加密将成为聊天应用的默认设置，儿童保护组织表示担忧", []string{"gb18030"}},
	{"Chinese, short", "议会通过加密法案", []string{"gb18030"}},
	{"Chinese, traditional", "通訊軟體將預設啟用端對端加密，兒童保護團體表示憂慮", []string{"big5"}},
	{"Japanese", "メッセージアプリの暗号化が標準になり、児童保護団体は懸念を表明した", []string{"shift_jis", "euc-jp"}},
	{"Japanese, short", "暗号化の新しい法律", []string{"shift_jis", "euc-jp", "iso-2022-jp"}},
	{"Korean", "메신저의 종단간 암호화가 기본으로 적용되면서 아동 보호 단체가 우려를 나타냈다", []string{"euc-kr"}},
	{"Greek", "Η κρυπτογράφηση από άκρο σε άκρο προκαλεί ανησυχία στις οργανώσεις για την προστασία των παιδιών", []string{"windows-1253", "iso-8859-7"}},
	{"Hebrew", "ההצפנה מקצה לקצה תופעל כברירת מחדל והמשטרה מזהירה מפני אובדן ראיות", []string{"windows-1255", "iso-8859-8"}},
	{"Arabic", "التشفير من طرف إلى طرف يثير قلق منظمات حماية الطفل في الاتحاد الأوروبي", []string{"windows-1256", "iso-8859-6"}},
	{"Thai", "การเข้ารหัสตั้งแต่ต้นทางถึงปลายทางสร้างความกังวลให้กับองค์กรคุ้มครองเด็ก", []string{"windows-874"}},
	{"Polish", "Szyfrowanie typu end-to-end budzi sprzeciw służb, które żądają dostępu do wiadomości osób podejrzanych o przestępstwa", []string{"windows-1250", "iso-8859-2"}},
	{"Czech", "Šifrování zpráv znepokojuje organizace na ochranu dětí, policie žádá přístup k důkazům", []string{"windows-1250", "iso-8859-2"}},
	{"Hungarian", "A végpontok közötti titkosítás aggodalmat kelt a gyermekvédelmi szervezetek körében, közölték csütörtökön a bűnüldözők", []string{"windows-1250", "iso-8859-2"}},
	{"Turkish", "Uçtan uca şifreleme çocukları koruma kuruluşlarını endişelendiriyor, İçişleri Bakanlığı açıklama yaptı", []string{"windows-1254"}},
	{"Lithuanian", "Visiškas šifravimas kelia nerimą vaikų apsaugos organizacijoms, policija įspėja apie prarastus įrodymus", []string{"windows-1257"}},
	{"German", "Ende-zu-Ende-Verschlüsselung beunruhigt Kinderschützer, die Behörden fürchten größere Lücken", []string{"windows-1252"}},
	{"French", "Le chiffrement de bout en bout inquiète les associations de protection de l’enfance, déjà très mobilisées à l’été", []string{"windows-1252"}},
	{"French, one letter", "Un débat", []string{"windows-1252"}},
	{"Spanish", "El cifrado de extremo a extremo preocupa a las organizaciones de protección de la niñez, según señaló el ministro", []string{"windows-1252"}},
	{"Portuguese", "A encriptação ponta a ponta preocupa as organizações de proteção das crianças, não só em Lisboa", []string{"windows-1252"}},
	{"Italian", "La crittografia preoccupa chi tutela i minori: «è già realtà», dice la polizia, «ma così si può perdere»", []string{"windows-1252"}},
	{"Danish", "Kryptering bekymrer børneorganisationer, og politiet får sværere ved at løse sager på nettet", []string{"windows-1252"}},
	{"Icelandic", "Dulkóðun veldur áhyggjum hjá barnaverndarsamtökum, það segir lögreglan í dag", []string{"windows-1252"}},
	{"English, quotes", "The minister said it’s “a backdoor” – £5m was spent", []string{"windows-1252"}},
	{"English, pounds", "Fined £500,000 over encryption", []string{"windows-1252"}},
}

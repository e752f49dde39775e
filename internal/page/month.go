package page

import (
	"strings"
	"sync"

	"cipherdesk/internal/text"
)

// monthNames are the months' names in the languages of the press, full and
// short forms, folded. A line is a language, months parted by ";", forms by ",".
const monthNames = `
january,jan;february,feb;march,mar;april,apr;may;june,jun;july,jul;august,aug;september,sep,sept;october,oct;november,nov;december,dec
januar,janner;februar,febr;marz,mrz;april;mai;juni;juli;august;september;oktober,okt;november;dezember,dez
janvier,janv;fevrier,fevr,fev;mars;avril,avr;mai;juin;juillet,juil;aout;septembre;octobre;novembre;decembre
enero,ene;febrero;marzo;abril,abr;mayo;junio;julio;agosto;septiembre,setiembre;octubre;noviembre;diciembre,dic
gennaio;febbraio;marzo;aprile;maggio;giugno,giu;luglio,lug;agosto;settembre;ottobre,ott;novembre;dicembre
januari;februari;maart,mrt;april;mei;juni;juli;augustus;september;oktober;november;december
janeiro;fevereiro;marco;abril;maio;junho;julho;agosto;setembro;outubro;novembro;dezembro
januari;februari;mars;april;maj;juni;juli;augusti;september;oktober;november;december
januar;februar;marts;april;maj;juni;juli;august;september;oktober;november;desember,des
tammikuuta,tammikuu;helmikuuta,helmikuu;maaliskuuta,maaliskuu;huhtikuuta,huhtikuu;toukokuuta,toukokuu;kesakuuta,kesakuu;heinakuuta,heinakuu;elokuuta,elokuu;syyskuuta,syyskuu;lokakuuta,lokakuu;marraskuuta,marraskuu;joulukuuta,joulukuu
stycznia,styczen;lutego,luty;marca,marzec;kwietnia,kwiecien;maja;czerwca,czerwiec;lipca,lipiec;sierpnia,sierpien;wrzesnia,wrzesien;pazdziernika,pazdziernik;listopada,listopad;grudnia,grudzien
ledna,leden;unora,unor;brezna,brezen;dubna,duben;kvetna,kveten;cervna,cerven;cervence,cervenec;srpna,srpen;zari;rijna,rijen;listopadu;prosince,prosinec
ocak;subat;mart;nisan;mayis;haziran;temmuz;agustos;eylul;ekim;kasim;aralik
января,январь;февраля,февраль;марта,март;апреля,апрель;мая,маи;июня,июнь;июля,июль;августа,август;сентября,сентябрь;октября,октябрь;ноября,ноябрь;декабря,декабрь
`

// shortMonths are short forms that are words too ("set", "out", "ago"): they are
// months only between a day and a year. A line is as above.
const shortMonths = `
;;;;mag;;;ago;set;;;
;;;;;;;ago;set;out;;dez
sty;lut;;kwi;;cze;lip;sie;wrz;paz;lis;gru
;;;;;;;ago;sep;oct;;
`

var (
	months      = sync.OnceValue(func() map[string]int { return readMonths(monthNames) })
	monthsAmong = sync.OnceValue(func() map[string]int { return readMonths(shortMonths) })
)

func readMonths(names string) map[string]int {
	m := map[string]int{}
	for line := range strings.Lines(names) {
		n := 0
		for names := range strings.SplitSeq(strings.TrimSpace(line), ";") {
			n++
			for name := range strings.SplitSeq(names, ",") {
				if name != "" {
					m[name] = n
				}
			}
		}
	}
	return m
}

// monthNamed is the month of that name, 0 for none.
func monthNamed(lower string) int {
	if len(lower) < 3 || len(lower) > 30 {
		return 0
	}
	if n := months()[lower]; n > 0 {
		return n
	}
	return months()[text.Fold(lower)]
}

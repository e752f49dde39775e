package mail

import (
	"fmt"
	"net/mail"
	"net/url"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Letter is one mail to one recipient. Everything but HTML, Unsubscribe and
// Archive is required.
type Letter struct {
	From, To    string // an address, with or without a name
	Subject     string
	Date        time.Time
	ID          string // left side of the Message-ID: the same for the same thing to the same recipient
	List        string // slug of what it is one of: "day", "alerts"
	ListName    string // in words
	Host        string // of the desk: right side of Message-ID and List-Id
	Text        string
	HTML        string // a second form of Text; empty: none
	Unsubscribe string // mail address where a reader asks for no more; empty: From
	OneClick    string // https address that ends it when it is posted to (RFC 8058); empty: none
	Archive     string // address of the same thing on the web
}

// message writes the letter as RFC 5322 has it.
func (l Letter) message() (*gomail.Msg, error) {
	m := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingQP))
	from, err := mail.ParseAddress(l.From)
	if err != nil {
		return nil, fmt.Errorf("sender %q: %w", l.From, err)
	}
	to, err := mail.ParseAddress(l.To)
	if err != nil {
		return nil, fmt.Errorf("recipient: %w", err)
	}
	m.FromMailAddress(from)
	m.ToMailAddress(to)
	m.Subject(strings.ReplaceAll(line(l.Subject), "=?", "= ?")) // a headline may spell an encoded word (RFC 2047 §2)
	m.SetDateWithValue(l.Date)
	m.SetMessageIDWithValue(l.ID + "@" + l.Host)
	m.SetUserAgent("cipherdesk")
	// RFC 3834 §5: nobody's holiday notice answers a machine.
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader("Content-Language", "en")
	// RFC 2919 §3: a phrase, and an id that is nobody's address.
	name := short(line(l.ListName))
	m.SetGenHeaderPreformatted("List-Id", phrase(name)+" <"+l.List+".cipherdesk."+l.Host+">")
	unsubscribe := l.Unsubscribe
	if unsubscribe == "" {
		unsubscribe = from.Address
	}
	ask := url.URL{Scheme: "mailto", Opaque: url.PathEscape(unsubscribe), RawQuery: "subject=" + url.PathEscape("unsubscribe "+name)}
	ways := "<" + strings.ReplaceAll(ask.String(), "%40", "@") + ">"
	if l.OneClick != "" {
		ways = "<" + line(l.OneClick) + ">,\r\n " + ways
		m.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	m.SetGenHeaderPreformatted("List-Unsubscribe", ways)
	if l.Archive != "" && len(l.Archive) < longest {
		m.SetGenHeaderPreformatted("Archived-At", "<"+line(l.Archive)+">") // RFC 5064
	}
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	if l.HTML != "" {
		m.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
	}
	return m, nil
}

// line is a text in one line: what came from other people ends no header.
func line(s string) string { return strings.Join(strings.Fields(s), " ") }

// longest is what still fits into a line of a header with what stands around it:
// RFC 5322 §2.1.1 has 998 characters, and an address cannot be folded.
const longest = 900

// short is the beginning of a name, which may grow twelvefold when it is escaped.
func short(name string) string {
	r := []rune(name)
	return string(r[:min(len(r), longest/15)])
}

// phrase is a quoted string of RFC 5322 §3.2.4.
func phrase(s string) string {
	ascii := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return -1
		}
		return r
	}, s)
	return `"` + ascii + `"`
}

package news

// DocumentKind says what sort of primary document something is.
type DocumentKind string

// The kinds of primary documents.
const (
	DocLetter    DocumentKind = "letter"
	DocBill      DocumentKind = "bill"
	DocReport    DocumentKind = "report"
	DocFiling    DocumentKind = "filing" // of a court, or for one
	DocStatement DocumentKind = "statement"
	DocDataset   DocumentKind = "dataset"
	DocOther     DocumentKind = "document"
)

// Document is a letter, bill, report, court paper or dataset that articles of an
// event rely on: what the event is about, never its first reporter. Strings are
// empty where nothing is known.
type Document struct {
	ID        DocumentID    `json:"id"`
	Kind      DocumentKind  `json:"kind"`
	Name      string        `json:"name"` // in a member's words: "open letter"
	By        string        `json:"by"`   // whose document it is
	Law       string        `json:"law"`  // tag of the law that a bill is about
	URL       string        `json:"url"`  // that most members link to
	Addresses []string      `json:"addresses"`
	Article   ArticleID     `json:"article_id"` // the member that is the document itself
	Refs      []DocumentRef `json:"refs"`       // who relies on it, in the order seen
	Quotes    []DocumentUse `json:"quotes"`     // words that members take from it
	Figures   []DocumentUse `json:"figures"`    // numbers that members take from it
}

// DocumentRef is one article's reference: it links to the document, or names it
// only.
type DocumentRef struct {
	Article  ArticleID `json:"article_id"`
	Links    bool      `json:"links"`
	Evidence []Span    `json:"evidence"`
}

// DocumentUse is a passage or number of an article that comes from a document.
type DocumentUse struct {
	Article ArticleID `json:"article_id"`
	Span    Span      `json:"span"`
}

// Linked counts the articles that link to the document.
func (d *Document) Linked() int {
	n := 0
	for _, r := range d.Refs {
		if r.Links {
			n++
		}
	}
	return n
}

package feed

// use is what the reader does with an element.
type use uint8

const (
	useNone    use = iota // not ours: it and what is in it are passed over
	useChannel            // holds items and what is said of the feed
	useItem               // an item or entry
	useLink               // an Atom link, kept beside the skeleton: gofeed spells addresses anew
	useText               // prose, lifted out of the skeleton
	useDate               // a date, lifted
	usePerson             // an author as RSS spells them, lifted
	useField              // short; left for gofeed
	useTree               // like a field, with children that are fields
)

// uses lists every element that is read, by its resolved name. Where RSS and
// Atom use one name differently, walk.use decides.
var uses = map[string]use{
	"channel": useChannel, "item": useItem, "entry": useItem,

	"title": useText, "description": useText, "summary": useText, "content": useText, "content:encoded": useText, "encoded": useText,
	"subtitle": useText, "tagline": useText, "rights": useText, "copyright": useText,
	"body": useText, "fullitem": useText, "xhtml:body": useText, "xhtml:div": useText,
	"atom:title": useText, "atom:summary": useText, "atom:content": useText, "atom:subtitle": useText,
	"dc:title": useText, "dc:description": useText, "dc:rights": useText,
	"dcterms:title": useText, "dcterms:description": useText, "dcterms:abstract": useText, "dcterms:rights": useText,
	"itunes:title": useText, "itunes:summary": useText, "itunes:subtitle": useText,

	"pubdate": useDate, "lastbuilddate": useDate, "published": useDate, "issued": useDate, "created": useDate,
	"updated": useDate, "modified": useDate, "atom:published": useDate, "atom:updated": useDate, "dc:date": useDate,
	"dcterms:issued": useDate, "dcterms:created": useDate, "dcterms:available": useDate, "dcterms:modified": useDate, "dcterms:date": useDate,

	"author": usePerson, "dc:creator": usePerson, "dcterms:creator": usePerson, "dc:author": usePerson, "itunes:author": usePerson, "atom:author": usePerson,

	"id": useField, "guid": useField, "link": useField, "category": useField, "enclosure": useField,
	"source": useField, "language": useField, "ttl": useField, "hour": useField, "day": useField,
	"url": useField, "name": useField, "email": useField, "uri": useField, "homepage": useField,
	"dc:language": useField, "dc:subject": useField, "dcterms:subject": useField, "dc:source": useField, "dc:identifier": useField,
	"atom:link": useField, "atom:id": useField, "atom:category": useField,
	"sy:updateperiod": useField, "sy:updatefrequency": useField,
	"feedburner:origlink": useField, "itunes:image": useField,
	"media:thumbnail": useField, "media:title": useField, "media:description": useField,
	"media:text": useField, "media:category": useField,

	"image": useTree, "skiphours": useTree, "skipdays": useTree,
	"media:group": useTree, "media:content": useTree, "itunes:category": useTree,
}

// kept are the attributes of fields that the skeleton keeps, by local name in
// lower case, with the spelling that gofeed knows.
var kept = map[string]string{
	"href": "href", "rel": "rel", "type": "type", "title": "title", "length": "length", "hreflang": "hreflang",
	"url": "url", "term": "term", "scheme": "scheme", "label": "label", "domain": "domain", "text": "text",
	"ispermalink": "isPermaLink", "medium": "medium", "width": "width", "resource": "resource",
}

// addresses are the attributes and elements that xml:base is the base of.
var addresses = map[string]bool{"href": true, "url": true, "uri": true, "resource": true, "link": true, "homepage": true}

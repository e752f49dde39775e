package sample

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

//go:embed scenes/*.txt
var sceneFiles embed.FS

// Scene is one file of scenes/: something that happens, and who writes of it.
type Scene struct {
	Name  string // "02-letter"
	About string // the file's own words on what it shows
	IDs   []string
}

// article is one outlet's piece with everything that happens to it.
type article struct {
	id        string // "outlet/slug"
	slug      string
	site      *site
	published time.Time
	gone      time.Time // zero: stays
	versions  []version // oldest first, at least one
}

// version is how an article stands from At on.
type version struct {
	at             time.Time
	title, summary string
	by             []string
	lang           string
	body           []string // paragraphs in the small markup of body.go
	notice         string   // a printed correction or update
}

// section is one part of a scene file: a header line, keys, text.
type section struct {
	file, header string
	keys         [][2]string
	text         string
}

const clockLayout = "2006-01-02 15:04"

// loadScenes reads all scene files into articles, in the order of the files.
func loadScenes(sites map[string]*site) ([]Scene, []*article, error) {
	entries, err := sceneFiles.ReadDir("scenes")
	if err != nil {
		return nil, nil, err
	}
	r := sceneReader{sites: sites, byID: map[string]*article{}}
	for _, e := range entries {
		src, err := sceneFiles.ReadFile(path.Join("scenes", e.Name()))
		if err != nil {
			return nil, nil, err
		}
		if err := r.file(e.Name(), string(src)); err != nil {
			return nil, nil, err
		}
	}
	return r.scenes, r.all, r.borrow()
}

type sceneReader struct {
	sites   map[string]*site
	scenes  []Scene
	all     []*article
	byID    map[string]*article
	borrows []borrowed
}

// borrowed is an article that prints the text of another one, with changes.
type borrowed struct {
	id, from string
	changes  []string
}

// file reads one scene: words about it, then sections.
func (r *sceneReader) file(name, src string) error {
	about, rest, _ := strings.Cut(src, "\n-- ")
	scene := Scene{Name: strings.TrimSuffix(name, ".txt"), About: strings.Join(strings.Fields(about), " ")}
	for part := range strings.SplitSeq(rest, "\n-- ") {
		s, err := splitSection(name, part)
		if err != nil {
			return err
		}
		id, at, revised := strings.Cut(s.header, " @ ")
		if revised {
			err = r.revise(id, at, s)
		} else {
			err = r.begin(id, s)
			scene.IDs = append(scene.IDs, id)
		}
		if err != nil {
			return fmt.Errorf("scenes/%s: %s: %w", name, s.header, err)
		}
	}
	r.scenes = append(r.scenes, scene)
	return nil
}

// splitSection cuts "outlet/slug --", key lines and, after a blank line, text.
func splitSection(file, part string) (section, error) {
	header, rest, ok := strings.Cut(part, " --\n")
	if !ok {
		return section{}, fmt.Errorf("scenes/%s: no \" --\" after %.40q", file, part)
	}
	head, text, _ := strings.Cut(rest, "\n\n")
	s := section{file: file, header: header, text: strings.TrimSpace(text)}
	for line := range strings.Lines(head) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			return s, fmt.Errorf("scenes/%s: %s: %q is not \"key: value\"", file, header, line)
		}
		s.keys = append(s.keys, [2]string{key, value})
	}
	return s, nil
}

// begin makes an article of its first section.
func (r *sceneReader) begin(id string, s section) error {
	outlet, slug, _ := strings.Cut(id, "/")
	site := r.sites[outlet]
	if site == nil || slug == "" || r.byID[id] != nil {
		return fmt.Errorf("unknown outlet, no slug, or a second article of that name")
	}
	a := &article{id: id, slug: slug, site: site}
	loan := borrowed{id: id}
	v := version{lang: site.lang, body: paragraphs(s.text)}
	for _, kv := range s.keys {
		var err error
		switch key, value := kv[0], kv[1]; key {
		case "title":
			v.title = value
		case "summary":
			v.summary = value
		case "lang":
			v.lang = value
		case "by":
			v.by = strings.Split(value, ", ")
		case "at":
			v.at, err = time.Parse(clockLayout, value)
		case "gone":
			a.gone, err = time.Parse(clockLayout, value)
		case "text-of":
			loan.from = value
		case "change":
			loan.changes = append(loan.changes, value)
		default:
			err = fmt.Errorf("unknown key %q", key)
		}
		if err != nil {
			return err
		}
	}
	switch {
	case v.title == "" || v.at.IsZero() || len(v.by) == 0:
		return fmt.Errorf("needs title, by and at")
	case loan.from != "":
		r.borrows = append(r.borrows, loan)
	case len(loan.changes) > 0:
		return fmt.Errorf("changes need a text-of")
	}
	a.published, a.versions = v.at, []version{v}
	r.all, r.byID[id] = append(r.all, a), a
	return nil
}

// revise adds a version that differs from the last by what the section says.
func (r *sceneReader) revise(id, at string, s section) error {
	a := r.byID[id]
	if a == nil || s.text != "" {
		return fmt.Errorf("a revision follows its article and has keys only")
	}
	v := a.versions[len(a.versions)-1]
	when, err := time.Parse(clockLayout, at)
	if err != nil || !when.After(v.at) {
		return fmt.Errorf("a revision comes after what it revises (%v)", err)
	}
	v.at = when
	for _, kv := range s.keys {
		switch key, value := kv[0], kv[1]; key {
		case "title":
			v.title = value
		case "summary":
			v.summary = value
		case "notice":
			v.notice = value
		case "change":
			v.body, err = change(v.body, value)
		default:
			err = fmt.Errorf("unknown key %q", key)
		}
		if err != nil {
			return err
		}
	}
	a.versions = append(a.versions, v)
	return nil
}

// change replaces words that stand in exactly one place: "old => new".
func change(body []string, words string) ([]string, error) {
	from, to, ok := strings.Cut(words, " => ")
	whole := strings.Join(body, "\n\n")
	if !ok || strings.Count(whole, from) != 1 {
		return nil, fmt.Errorf("%q stands %d times in the text, not once", from, strings.Count(whole, from))
	}
	return paragraphs(strings.Replace(whole, from, to, 1)), nil
}

// borrow gives articles the text of another, changed as they say and with their
// own text at its end: agency copy.
func (r *sceneReader) borrow() error {
	for _, b := range r.borrows {
		from := r.byID[b.from]
		if from == nil {
			return fmt.Errorf("%s prints the text of %s, which is not there", b.id, b.from)
		}
		body := from.versions[0].body
		for _, words := range b.changes {
			var err error
			if body, err = change(body, words); err != nil {
				return fmt.Errorf("%s: %w", b.id, err)
			}
		}
		for i := range r.byID[b.id].versions {
			v := &r.byID[b.id].versions[i]
			v.body = slices.Concat(body, v.body)
		}
	}
	return nil
}

// paragraphs splits text at blank lines; a paragraph's lines are joined, but
// those of a list are not.
func paragraphs(text string) []string {
	var all []string
	for p := range strings.SplitSeq(text, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			all = append(all, p)
		}
	}
	return all
}

// at is the version that stands at a time; nil before publication and after
// the page has gone.
func (a *article) at(now time.Time) *version {
	if now.Before(a.published) || !a.gone.IsZero() && !now.Before(a.gone) {
		return nil
	}
	v := &a.versions[0]
	for i := range a.versions {
		if !a.versions[i].at.After(now) {
			v = &a.versions[i]
		}
	}
	return v
}

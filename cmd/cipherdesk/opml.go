package main

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"

	"cipherdesk/internal/address"
	"cipherdesk/internal/config"
	"cipherdesk/internal/digest"
	"cipherdesk/internal/feed"
	"cipherdesk/internal/news"

	"github.com/spf13/cobra"
)

func opmlCommand(e *env) *cobra.Command {
	c := &cobra.Command{
		Use:   "opml import FILE | export",
		Short: "Bring subscriptions of other programs in, or take these out",
		Args: func(_ *cobra.Command, args []string) error {
			return usagef("opml takes import FILE or export; see 'cipherdesk opml --help'")
		},
		RunE: func(*cobra.Command, []string) error { return nil },
	}
	k, write := known{}, false
	in := &cobra.Command{
		Use:   "import FILE",
		Short: "Print the entries that a list of subscriptions adds to feeds.yaml",
		Long: "Each feed that feeds.yaml does not read yet becomes an entry; those that it reads are told.\n" +
			"Nothing is written without --write, which adds the entries below the others and leaves every\n" +
			"other byte of the file as it is. OPML does not say what kind of actor an outlet is: give\n" +
			"--kind, --country and --language for what the file does not tell. - reads standard input.",
		Args: exactly("FILE"),
		RunE: func(_ *cobra.Command, args []string) error { return opmlImport(e, args[0], k, write) },
	}
	in.Flags().StringVar(&k.kind, "kind", "", "of outlets whose kind is not told: "+kindList())
	in.Flags().StringVar(&k.country, "country", "", "of outlets whose country is not told: ISO 3166, EU or INT")
	in.Flags().StringVar(&k.language, "language", "", "of outlets whose language is not told")
	in.Flags().BoolVar(&write, "write", false, "add the entries to feeds.yaml")
	out := &cobra.Command{
		Use:   "export",
		Short: "Print the feeds of feeds.yaml as OPML",
		Args:  exactly(),
		RunE:  func(*cobra.Command, []string) error { return opmlExport(e) },
	}
	c.AddCommand(in, out)
	return c
}

func opmlExport(e *env) error {
	c, err := e.loadConfig()
	if err != nil {
		return err
	}
	left := 0
	for _, o := range c.Outlets {
		if !o.Entity && !slices.ContainsFunc(o.Feeds, func(f news.FeedSpec) bool { return f.Kind == news.KindFeed }) {
			left++
		}
	}
	if left > 0 {
		fmt.Fprintf(e.err, "%s without a feed left out: OPML has no place for lists and sitemaps\n", digest.Count(left, "outlet"))
	}
	return feed.WriteOPML(e.out, feed.OutletsOPML("Outlets read by "+c.Desk.Title, c.Outlets))
}

func opmlImport(e *env, file string, k known, write bool) error {
	src, name, err := e.configText()
	if err != nil {
		return err
	}
	c, err := e.parseConfig(src, name)
	if err != nil {
		return err
	}
	read, err := e.readAll(file)
	if err != nil {
		return err
	}
	list, err := feed.ParseOPML(read)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	in := newOPMLImport(c, k)
	for _, o := range list.Feeds() {
		in.take(o)
	}
	entries := in.entries()
	for _, note := range in.notes {
		fmt.Fprintln(e.err, note)
	}
	if !write || entries == "" {
		e.printf("%s", entries)
		return in.summary(e, "found; --write adds them to "+cmp.Or(e.configPath, ownConfig))
	}
	if in.unsaid > 0 {
		return usagef("opml import: %s of %s without a kind, country or language; add --kind, --country or --language, or write the entries by hand", digest.Count(in.unsaid, "outlet"), file)
	}
	added, err := config.AddOutlets(src, entries)
	if err != nil {
		return fmt.Errorf("opml import: %s is left as it is: %w; copy the entries by hand", name, err)
	}
	to := cmp.Or(e.configPath, ownConfig)
	err = e.toFile(to, func(w io.Writer) error {
		_, err := w.Write(added)
		return err
	})
	if err != nil {
		return err
	}
	return in.summary(e, "added to "+to)
}

// readAll reads a file, or standard input for "-", as far as one OPML document
// may reach.
func (e *env) readAll(file string) ([]byte, error) {
	from := e.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		from = f
	}
	return io.ReadAll(io.LimitReader(from, feed.MaxBytes))
}

// opmlImporter is a list of subscriptions on its way into feeds.yaml.
type opmlImporter struct {
	config *config.Config
	known  known
	asked  map[string]news.OutletID // every address that is asked, by its key
	groups []*subscription
	notes  []string
	unsaid int // entries that lack what feeds.yaml needs
}

// subscription is an outlet with its feeds.
type subscription struct {
	feed.Outline
	home  string
	feeds []string
}

func newOPMLImport(c *config.Config, k known) *opmlImporter {
	in := &opmlImporter{config: c, known: k, asked: map[string]news.OutletID{}}
	for _, o := range c.Outlets {
		for _, f := range o.Feeds {
			for _, u := range append([]string{f.URL}, f.Alternates...) {
				in.asked[addressKey(u)] = o.ID
			}
		}
	}
	return in
}

func addressKey(u string) string {
	if key, err := address.Key(u); err == nil {
		return key
	}
	return u
}

// take sorts one feed of the list: known, twice in it, or new.
func (in *opmlImporter) take(o feed.Outline) {
	key := addressKey(o.FeedURL)
	if id, known := in.asked[key]; known {
		if id == "" {
			id = "another entry of the list"
		}
		in.notes = append(in.notes, fmt.Sprintf("already read: %s, by %s", printable(o.FeedURL), id))
		return
	}
	in.asked[key] = ""
	home := strings.TrimSuffix(o.HomeURL, "/")
	if home == "" {
		if u, err := url.Parse(o.FeedURL); err == nil {
			home = u.Scheme + "://" + u.Host
		}
	}
	for _, g := range in.groups {
		if g.Text == o.Text && g.home == home {
			g.feeds = append(g.feeds, o.FeedURL)
			return
		}
	}
	in.groups = append(in.groups, &subscription{o, home, []string{o.FeedURL}})
}

// notTold stands where the operator must fill something in.
const notTold = "   # TODO not told by the list"

// filledIn fills it in, to see whether the rest is right.
var filledIn = strings.NewReplacer("kind:"+notTold, "kind: research", "country:"+notTold, "country: INT", "language:"+notTold, "language: en")

// entries writes the new outlets; one that feeds.yaml would refuse is told and
// left out.
func (in *opmlImporter) entries() string {
	var all strings.Builder
	kept := in.groups[:0]
	for _, g := range in.groups {
		entry, unsaid := in.entry(g)
		if _, problems := config.Load([]byte("outlets:\n" + filledIn.Replace(entry))); len(problems) > 0 {
			in.notes = append(in.notes, fmt.Sprintf("left out: %s on %s: %s", printable(g.Text), address.Host(g.feeds[0]), problems[0].What))
			continue
		}
		if unsaid {
			in.unsaid++
		}
		kept = append(kept, g)
		all.WriteString(entry)
	}
	in.groups = kept
	return all.String()
}

// entry writes one outlet, and reports whether something that feeds.yaml needs
// is missing.
func (in *opmlImporter) entry(g *subscription) (text string, unsaid bool) {
	p := proposal{known: in.known, config: in.config}
	p.Home = g.home
	id := p.id()
	in.config.Outlets = append(in.config.Outlets, news.Outlet{ID: news.OutletID(id)}) // taken from now on
	kind := string(g.Kind())
	if !slices.Contains(news.Kinds(), news.Kind(kind)) {
		kind = ""
	}
	p.add("  - id: %s", id)
	p.add("    name: %s", yamlText(cmp.Or(g.Text, id)))
	p.add("    home: %s", yamlText(g.home))
	for _, f := range []struct{ key, told, given string }{{"kind", kind, in.known.kind}, {"country", g.Country(), in.known.country}, {"language", g.Language, in.known.language}} {
		switch v := cmp.Or(f.told, f.given); {
		case v != "":
			p.add("    %s: %s", f.key, yamlText(v))
		default:
			unsaid = true
			p.add("    %s:%s", f.key, notTold)
		}
	}
	p.add("    feeds:")
	for _, u := range g.feeds {
		p.add("      - url: %s", yamlText(u))
	}
	return strings.Join(p.lines, "\n") + "\n\n", unsaid
}

func (in *opmlImporter) summary(e *env, what string) error {
	fmt.Fprintf(e.err, "%s %s\n", digest.Count(len(in.groups), "outlet"), what)
	return nil
}

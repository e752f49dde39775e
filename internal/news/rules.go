package news

// Rules are the tagging rules, built in or from the `tags` of feeds.yaml: one
// entry a tag. An operator's entry for a known tag adds its forms, replaces
// forms with the same id, and silences what it says.
type Rules map[string]TagRule

// TagRule is what an editor can say about one tag.
type TagRule struct {
	Label      string   `yaml:"label,omitempty"`
	Definition string   `yaml:"definition,omitempty"`
	See        []string `yaml:"see,omitempty"`       // sibling tags shown beside a loaded term
	Brings     []string `yaml:"brings,omitempty"`    // tags that come with this one
	Threshold  float64  `yaml:"threshold,omitempty"` // score from which the tag is given; 0 is the default of 1
	Silence    bool     `yaml:"silence,omitempty"`   // never give this tag
	Forms      []Form   `yaml:"forms,omitempty"`
}

// Form is a list of surface forms that count alike. Words are matched token by
// token after folding of case, accents, hyphens, quotes and apostrophes; a word
// ending in "*" matches any ending, and a hyphen may also be missing. Of two
// forms of one tag that cover the same words only the longer one counts. An
// entry of Near or Unless that begins with "@" names a built-in list.
type Form struct {
	ID      string   `yaml:"id"`
	Lang    []string `yaml:"lang,omitempty"`   // empty: every language
	Words   []string `yaml:"words"`            //
	Weight  float64  `yaml:"weight,omitempty"` // 0 is the default of 1; negative speaks against
	Fields  []Field  `yaml:"fields,omitempty"` // empty: all three
	Near    []string `yaml:"near,omitempty"`   // counts only with one of these in the same text
	Within  int      `yaml:"within,omitempty"` // tokens within which Near and Unless look; 0: the whole text
	Also    []string `yaml:"also,omitempty"`   // and only with one of these, anywhere in the text
	Unless  []string `yaml:"unless,omitempty"` // does not count beside one of these
	Brings  []string `yaml:"brings,omitempty"` // tags of every story told in these words; for forms of the verdict
	Not     bool     `yaml:"not,omitempty"`    // false friends: take away the forms that they cover
	Name    bool     `yaml:"name,omitempty"`   // counts only when written with a capital letter
	Exact   bool     `yaml:"exact,omitempty"`  // accents must stand as written ("chiffré", not "chiffre")
	Silence bool     `yaml:"silence,omitempty"`
}

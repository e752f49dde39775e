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
	Threshold  float64  `yaml:"threshold,omitempty"` // score from which the tag is given; 0 is the default of 1
	Silence    bool     `yaml:"silence,omitempty"`   // never give this tag
	Forms      []Form   `yaml:"forms,omitempty"`
}

// Form is a list of surface forms that count alike. Words are matched token by
// token after folding of case, hyphens, quotes and apostrophes; a word ending
// in "*" matches any ending.
type Form struct {
	ID      string   `yaml:"id"`
	Lang    []string `yaml:"lang,omitempty"`   // empty: every language
	Words   []string `yaml:"words"`            //
	Weight  float64  `yaml:"weight,omitempty"` // 0 is the default of 1; negative speaks against
	Fields  []Field  `yaml:"fields,omitempty"` // empty: all three
	Near    []string `yaml:"near,omitempty"`   // counts only with one of these in the same text
	Within  int      `yaml:"within,omitempty"` // tokens within which Near and Unless look; 0: the whole text
	Unless  []string `yaml:"unless,omitempty"` // does not count beside one of these
	Silence bool     `yaml:"silence,omitempty"`
}

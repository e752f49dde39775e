package event

import "testing"

// TestWhatIsNotOfTheFieldNeedsMore: a few common words, or a name, in two headlines
// of one day make no event where neither is of the field; names with numbers do, and
// so does one saying in nearly the same words.
func TestWhatIsNotOfTheFieldNeedsMore(t *testing.T) {
	for name, c := range map[string]struct {
		a, b [2]string
		one  bool
	}{
		"common words": {
			[2]string{"More repatriation flights on the way", "Travellers stranded overseas will be brought home by further repatriation flights."},
			[2]string{"Airports may close as flights fall by nine tenths", "Runways stand empty but for repatriation, and half of the shops have shut."}, false},
		"one rare word": {
			[2]string{"Pensioners build a ventilator from plasterboard", "A workshop in the north had the idea."},
			[2]string{"Plasterboard makers fear for their trade", "Orders are down by half, they say."}, false},
		"a place": {
			[2]string{"Oskarby puts off the building of its tram", "The council will look at the contract again in autumn."},
			[2]string{"Lost sheep found in Oskarby after seven years", "It had five winters' wool on its back."}, false},
		"one body, in two summaries": {
			[2]string{"Clerks' addresses lay open for a year", "A list of staff stood on the pages of the Varnholt registry."},
			[2]string{"Masks: stocks will be counted again", "Nobody at the Varnholt registry knows who bought how many."}, false},
		"names and a number": {
			[2]string{"Airline Norvind to cut 12,400 jobs", "Chief executive Tove Aasgaard blames the empty skies over Oskarby."},
			[2]string{"12,400 people at Norvind will lose their work", "Tove Aasgaard told staff in Oskarby on Tuesday."}, true},
		"the same in nearly the same words": {
			[2]string{"Dentists run short of masks and gloves", "Practices warn that they will close within the week if no masks and gloves arrive."},
			[2]string{"Dentists warn: no more masks and gloves", "Practices will close within the week if masks and gloves do not arrive."}, true},
	} {
		p := [2][2]string{c.a, c.b}
		set := New(Options{})
		for i, text := range p {
			piece := print([]string{"north", "south"}[i], text[0], "", 8+i)
			piece.Text.Summary = text[1]
			set.Add(piece)
		}
		if got := len(set.Events()) == 1; got != c.one {
			a, b := print("north", c.a[0], "", 8), print("south", c.b[0], "", 9)
			t.Errorf("%s: one event %v, want %v: %+v", name, got, c.one, weighUp(set.nodes[a.ID], set.nodes[b.ID], defaultWindow))
		}
	}
}

// TestAnEventKeepsToItself: what has the name alone in common with an event outside of
// the field is no part of it, whatever follows it in the news.
func TestAnEventKeepsToItself(t *testing.T) {
	c := New(Options{})
	for i, text := range [][2]string{
		{"Colonel Tarn Aasgaard, 99, tops the charts of Oskarby", "The veteran of the border war is the oldest to have a number one record."},
		{"Oldest at number one: Tarn Aasgaard, 99, tops the charts", "The colonel, a veteran of the border war, sings of Oskarby on the record."},
		{"A postmark for the birthday of Tarn Aasgaard", "It is on every letter of this week, and thirty thousand cards have come."},
	} {
		p := print([]string{"north", "south", "east"}[i], text[0], "", 8+i)
		p.Text.Summary = text[1]
		c.Add(p)
	}
	c.Settle()
	all := c.Events()
	if len(all) != 1 || len(all[0].Members) != 2 {
		t.Errorf("%d events: %+v", len(all), all)
	}
}

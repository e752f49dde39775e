package event

import "testing"

// TestShortTextsNeedMoreThanWords: a few common words in two headlines of one day
// make no event; names, numbers or a great likeness do.
func TestShortTextsNeedMoreThanWords(t *testing.T) {
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

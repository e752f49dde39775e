package digest

import (
	"strings"

	"cipherdesk/internal/news"
)

// register answers who an outlet or a named body is.
type register struct {
	byID   map[news.OutletID]news.Outlet
	byName map[string]news.Kind
}

func registerOf(outlets []news.OutletState) register {
	r := register{byID: map[news.OutletID]news.Outlet{}, byName: map[string]news.Kind{}}
	for _, o := range outlets {
		r.byID[o.Outlet.ID] = o.Outlet
		r.byName[fold(o.Outlet.Name)] = o.Outlet.Kind
	}
	return r
}

func (r register) name(id news.OutletID) string {
	if o, ok := r.byID[id]; ok {
		return o.Name
	}
	return string(id)
}

// kindOf returns the kind of a body by its registered name. A name that the
// register does not hold has no kind: it is never guessed.
func (r register) kindOf(name string) (news.Kind, bool) {
	k, ok := r.byName[fold(name)]
	return k, ok && name != ""
}

// fold makes two spellings of one name equal: case, spaces, a leading "the".
func fold(name string) string {
	return strings.TrimPrefix(strings.Join(strings.Fields(strings.ToLower(name)), " "), "the ")
}

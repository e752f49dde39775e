package page

// Template is
type Template struct{}

// Version is
func (t Template) Version() string { return "" }

func (p *page) template(t Template) {}

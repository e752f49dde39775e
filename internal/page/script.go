package page

func (p *page) fromScripts() {}

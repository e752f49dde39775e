package web

func (s *site) routeFeeds() {}

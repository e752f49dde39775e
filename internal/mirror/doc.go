// Package mirror writes a site as static files by asking its own handler for
// every page that can be reached: there is no second renderer, so what a file
// server serves is what the site serves, without what needs a program behind it.
package mirror

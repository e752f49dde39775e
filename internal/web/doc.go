// Package web is what readers see: pages, feeds, the API, search and metrics,
// all behind one http.Handler made by [New].
//
// Every page is made by one function that asks the store and returns a view;
// one renderer turns views and errors into bytes. The bytes are kept, plain and
// compressed, until the database's generation moves, so that a page costs its
// making once a change and nothing a reader. Static export asks the same
// handler.
package web

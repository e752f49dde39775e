// Package sample is the world of the demo: fourteen invented outlets in an
// invented country that publish some seventy articles between 30 January and
// 12 March 2026, correct some, take one down, and stop answering when their
// scene says so. The last day is a busy one: it is what a newcomer sees first.
// [World] serves them over HTTP as they stood at a set time.
//
// Every body, person, act and number is invented, and none is a real one's.
//
// The scenes are text files in scenes/, one a file: to change what happens,
// edit one of them. A file begins with words on what it shows; then each
// article has a section, and each later change of it another:
//
//	-- medialoom/some-slug --
//	title: A headline
//	by: First Name, Second Name
//	at: 2026-02-10 09:30
//	summary: optional; so are lang, gone (when the page vanishes)
//	         and text-of (another article whose text is printed, with
//	         the changes that are given, before the text that follows)
//
//	Paragraphs, with blank lines between them. "## " begins a heading,
//	"> " a quotation, "- " the lines of a list; **bold** and
//	[words](tarnholm-trust/open-letter) stand inside a line.
//
//	-- medialoom/some-slug @ 2026-02-11 12:00 --
//	title: Another headline
//	change: old words => new words
//	notice: Correction: what the page prints at its end.
//
// Times are UTC. The package is used by `cipherdesk demo` and by tests.
package sample

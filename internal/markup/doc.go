// Package markup turns bytes of the web into text and trees that the rest of
// the program can trust: bytes to UTF-8 ([DecodeXML], [DecodeHTML]), HTML to a
// tree of bounded depth ([Parse]), HTML to a harmless fragment with absolute
// links ([Sanitize]) and to plain text ([PlainText]).
//
// All functions are pure, take time and memory linear in their input, never
// panic, and treat every input as hostile.
package markup

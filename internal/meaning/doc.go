// Package meaning tells what an edit of an article means: a number that is
// another now, a quotation that is gone, a correction that was added; and which
// other articles still carry what was taken back. It is pure: two versions of one
// text with their findings go in, changes with their exact words come out.
//
// Both versions must have been read by one extractor and one analyser, or a
// better program looks like a publisher's edit.
package meaning

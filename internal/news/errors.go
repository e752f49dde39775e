package news

import "errors"

// Errors by meaning: packages wrap these, callers test with errors.Is.
var (
	ErrNotFound = errors.New("not found")
	ErrGone     = errors.New("gone")      // dissolved or withdrawn
	ErrInvalid  = errors.New("not valid") // bad input of a person
	ErrBusy     = errors.New("busy")      // another process holds what is needed; try again
	ErrNewer    = errors.New("made by a newer version")
	ErrFull     = errors.New("no space left")
)

package store

import "errors"

// errSkeleton is for read_web.go, until its methods are written.
var errSkeleton = errors.New("store: being written")

package news

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

// ErrPanic is a fault of ours in reading what others wrote: mended, the same
// reads well.
var ErrPanic = errors.New("panic")

// Caught is the error of a panic that was recovered: it wraps [ErrPanic] and
// names, for those who mend it, the line of code it came from. It is called
// while the deferred function runs.
func Caught(panicked any) error {
	var callers [32]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers[:])])
	for thrown, more := false, true; more; {
		var f runtime.Frame
		if f, more = frames.Next(); thrown && !strings.HasPrefix(f.Function, "runtime.") {
			return fmt.Errorf("%w at %s:%d: %v", ErrPanic, filepath.Base(f.File), f.Line, panicked)
		}
		thrown = thrown || f.Function == "runtime.gopanic"
	}
	return fmt.Errorf("%w: %v", ErrPanic, panicked)
}

// Guarded calls f; a panic in it is its error.
func Guarded(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = Caught(v)
		}
	}()
	return f()
}

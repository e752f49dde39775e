// Command cipherdesk is a source-tracked news desk for the encryption and
// child-safety debate: it polls outlets, keeps what they said, finds what each
// text rests on, and serves a digest and feeds.
package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"cipherdesk/internal/news"
)

// version and commit are set by the linker (-ldflags "-X main.version=…").
var (
	version = "0.3.0"
	commit  = ""
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	e := &env{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		getenv: os.Getenv, now: time.Now,
	}
	code := run(ctx, e, os.Args[1:])
	stop()
	os.Exit(code)
}

// run executes one command line and returns the exit status: 0 for done, 1 for
// failure, 2 for wrong usage. Errors go to e.err in one line.
func run(ctx context.Context, e *env, args []string) (code int) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(e.err, "cipherdesk: internal error: %v; please report it with the command you ran\n", news.Caught(p))
			code = 1
		}
	}()
	root := newRoot(e)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	var done reported
	if !errors.As(err, &done) {
		fmt.Fprintf(e.err, "cipherdesk: %s\n", oneLine(err.Error()))
	}
	var usage usageError
	if errors.As(err, &usage) {
		return 2
	}
	return 1
}

// usageError is a mistake in the command line itself.
type usageError struct{ error }

func (u usageError) Unwrap() error { return u.error }

func usagef(format string, a ...any) error { return usageError{fmt.Errorf(format, a...)} }

// reported is a failure whose lines are already on standard error.
type reported struct{ error }

func (r reported) Unwrap() error { return r.error }

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// env is all that a command may touch of the process around it.
type env struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
	now      func() time.Time
	roots    *x509.CertPool // who vouches for servers; nil: the system's

	configPath string // empty: feeds.yaml here, else the built-in catalogue
	configRead string // what was read
	database   string
	logFormat  string
	verbose    bool
}

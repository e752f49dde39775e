package main

import (
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/lmittmann/tint"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newRoot(e *env) *cobra.Command {
	root := &cobra.Command{
		Use:   "cipherdesk",
		Short: "A source-tracked news desk for the encryption and child-safety debate",
		Long: "cipherdesk polls outlets, keeps what they said, finds what each text rests on,\n" +
			"and serves a digest page and feeds. Without a command it serves.",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetOut(e.out)
	root.SetErr(e.err)
	root.SetIn(e.in)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usagef("%w; see 'cipherdesk %s --help'", err, strings.TrimPrefix(c.CommandPath(), "cipherdesk "))
	})
	globalFlags(root.PersistentFlags(), e)
	root.AddCommand(discoverCommand(e), eventCommand(e))
	serve := serveCommand(e)
	root.AddCommand(serve, pollCommand(e), demoCommand(e), inspectCommand(e), checkCommand(e),
		addCommand(e), withdrawCommand(e), whyCommand(e), reanalyseCommand(e), evaluateCommand(e), rulesCommand(e), selftestCommand(e),
		digestCommand(e), exportCommand(e), opmlCommand(e), backupCommand(e), verifyCommand(e), versionCommand(e))
	byDefault(root, serve)
	return root
}

// byDefault makes a bare `cipherdesk` serve, with serve's own flags.
func byDefault(root, serve *cobra.Command) {
	root.Flags().AddFlagSet(serve.Flags())
	root.Args = func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return nil
		}
		return usagef("unknown command %q%s; see 'cipherdesk --help'", args[0], suggestion(root, args[0]))
	}
	root.RunE = serve.RunE
}

func suggestion(root *cobra.Command, typed string) string {
	if near := root.SuggestionsFor(typed); len(near) > 0 {
		return ", did you mean " + strings.Join(near, " or ") + "?"
	}
	return ""
}

// globalFlags reads each flag's default from CIPHERDESK_… first.
func globalFlags(f *pflag.FlagSet, e *env) {
	or := func(name, otherwise string) string {
		if v := e.getenv("CIPHERDESK_" + name); v != "" {
			return v
		}
		return otherwise
	}
	f.StringVar(&e.configPath, "config", or("CONFIG", ""), "configuration file (default: feeds.yaml here, else the built-in catalogue)")
	f.StringVar(&e.database, "db", or("DB", "cipherdesk.db"), "database file")
	f.StringVar(&e.logFormat, "log-format", or("LOG_FORMAT", "text"), "log format: text or json")
	f.BoolVarP(&e.verbose, "verbose", "v", or("VERBOSE", "") != "", "log more")
}

// exactly wants n arguments, named for the message.
func exactly(names ...string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != len(names) {
			return usagef("%s takes %s; see '%s --help'", c.CommandPath(), list(names), c.CommandPath())
		}
		return nil
	}
}

func list(names []string) string {
	if len(names) == 0 {
		return "no arguments"
	}
	return strings.Join(names, " ")
}

// logger writes to standard error, coloured only on a terminal.
func (e *env) logger() (*slog.Logger, error) {
	level := slog.LevelInfo
	if e.verbose {
		level = slog.LevelDebug
	}
	switch e.logFormat {
	case "json":
		return slog.New(slog.NewJSONHandler(e.err, &slog.HandlerOptions{Level: level})), nil
	case "text":
		return slog.New(tint.NewTextHandler(e.err, &tint.Options{Level: level, NoColor: !isTerminal(e.err), TimeFormat: "15:04:05"})), nil
	}
	return nil, usagef("--log-format %q: use text or json", e.logFormat)
}

// isTerminal reports whether w is a character device that a person looks at.
func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (e *env) printf(format string, a ...any) { fmt.Fprintf(e.out, format, a...) }

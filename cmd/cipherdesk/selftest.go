package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"cipherdesk/internal/selftest"

	"github.com/spf13/cobra"
)

func selftestCommand(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "selftest [T1 ...]",
		Short: "Show what this program does to a server, and what a server can do to it",
		Long: "selftest asks a server of its own on loopback, with the fetcher and the schedule that ask\n" +
			"everybody else, and prints what that server saw: T1 to T17, or the tests that are named.\n" +
			"It needs no network, no configuration and no database, and takes about half a minute.",
		RunE: func(c *cobra.Command, args []string) error { return runSelftest(c.Context(), e, args, asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the report as JSON")
	return c
}

// selftestReport is the suite's whole result, as --json prints it.
type selftestReport struct {
	Program string            `json:"program"`
	Version string            `json:"version"`
	Go      string            `json:"go"`
	At      time.Time         `json:"at"`
	Passed  bool              `json:"passed"`
	Tests   []selftest.Result `json:"tests"`
}

func runSelftest(ctx context.Context, e *env, names []string, asJSON bool) error {
	tests, err := selfTests(names)
	if err != nil {
		return err
	}
	report := selftestReport{Program: "cipherdesk", Version: version, Go: runtime.Version(), At: e.now().UTC().Truncate(time.Second), Tests: []selftest.Result{}}
	if !asJSON {
		e.printf("cipherdesk %s asks a server of its own on loopback. What it promises to every server, and what that one saw:\n", version)
	}
	var broken []string
	for _, t := range tests {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		r := t.Run(ctx, selftest.Options{Version: version})
		report.Tests = append(report.Tests, r)
		if !r.Passed {
			broken = append(broken, r.ID)
		}
		if !asJSON {
			e.printSelftest(r)
		}
	}
	report.Passed = len(broken) == 0
	if asJSON {
		if err := e.writeJSON(report); err != nil {
			return err
		}
	} else {
		e.printTotals(report)
	}
	if len(broken) > 0 {
		return fmt.Errorf("%d of %d promises are broken: %s; please report it with this report", len(broken), len(tests), strings.Join(broken, ", "))
	}
	return nil
}

// selfTests are those that are named, or all.
func selfTests(names []string) ([]selftest.Test, error) {
	all := selftest.Tests()
	if len(names) == 0 {
		return all, nil
	}
	var out []selftest.Test
	for _, n := range names {
		i := slices.IndexFunc(all, func(t selftest.Test) bool { return strings.EqualFold(t.ID, n) })
		if i < 0 {
			return nil, usagef("no test %q; 'cipherdesk selftest' takes T1 to T%d", n, len(all))
		}
		out = append(out, all[i])
	}
	return out, nil
}

func (e *env) printSelftest(r selftest.Result) {
	result := "pass"
	if !r.Passed {
		result = "FAIL"
	}
	e.printf("\n%-4s %s  %s\n           %s\n", r.ID, result, r.Name, r.Promise)
	for _, seen := range r.Seen {
		e.printf("           · %s\n", seen)
	}
	if len(r.Cases) > 0 {
		w := tabwriter.NewWriter(e.out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "             ANSWER\tREAD\tTIME\tMEMORY\tRECORDED AS")
		for _, c := range r.Cases {
			fmt.Fprintf(w, "             %s\t%d B\t%.2f s\t%d MB\t%s\n", c.Name, c.Read, c.Seconds, c.PeakHeap>>20, shortly(c.Outcome+": "+c.Reason))
		}
		_ = w.Flush() // to a writer that the lines around it go to as well
	}
	for _, f := range r.Failures {
		e.printf("           ✗ %s\n", f)
	}
}

// shortly keeps a table's last column on the screen.
func shortly(s string) string {
	s = strings.TrimSuffix(s, ": ")
	if runes := []rune(s); len(runes) > 70 {
		return string(runes[:69]) + "…"
	}
	return s
}

func (e *env) printTotals(report selftestReport) {
	requests, seconds, kept := 0, 0.0, 0
	for _, r := range report.Tests {
		requests += r.Requests
		seconds += r.Seconds
		if r.Passed {
			kept++
		}
	}
	e.printf("\n%d of %d promises kept, %d requests, %.0f s\n", kept, len(report.Tests), requests, seconds)
}

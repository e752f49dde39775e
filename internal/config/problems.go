package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// FileName is what problems call the file unless told otherwise.
const FileName = "feeds.yaml"

// Problem is one thing that is wrong, at a place of the file. Line and Column
// count from 1; columns count characters.
type Problem struct {
	Line, Column int
	What         string // what is wrong
	Do           string // what to do about it
}

// At is the problem in one line, as a compiler would say it.
func (p Problem) At(file string) string {
	return fmt.Sprintf("%s:%d:%d: %s; %s", file, p.Line, p.Column, p.What, p.Do)
}

// String is the problem in one line about [FileName].
func (p Problem) String() string { return p.At(FileName) }

// Problems are everything that is wrong with a file, in reading order. An
// empty list means that nothing is.
type Problems []Problem

// Error is one line for each problem about [FileName].
func (ps Problems) Error() string { return strings.Join(ps.Lines(FileName), "\n") }

// Lines are the problems about the named file, one line each.
func (ps Problems) Lines(file string) []string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.At(file)
	}
	return lines
}

// sorted puts problems in reading order and drops repetitions.
func (ps Problems) sorted() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(ps)
}

// fault is what a value's parser answers: half of a [Problem], the place comes
// from the reader.
type fault struct{ what, do string }

func (f fault) Error() string { return f.what + "; " + f.do }

// bad makes a fault; the last argument says what to do.
func bad(do, format string, args ...any) fault {
	return fault{what: fmt.Sprintf(format, args...), do: do}
}

// nearest is the candidate that a slip of the keyboard away from word, or "".
func nearest(word string, candidates []string) string {
	best, found := 1+max(1, len(word)/3), ""
	for _, c := range candidates {
		if d := distance(word, c); d < best {
			best, found = d, c
		}
	}
	return found
}

// distance counts the edits (insert, delete, replace) between two short words.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// instead words a suggestion: the nearest candidate, or all of them.
func instead(word string, candidates []string) string {
	if n := nearest(word, candidates); n != "" {
		return fmt.Sprintf("did you mean %q?", n)
	}
	return "it is one of " + strings.Join(candidates, ", ")
}

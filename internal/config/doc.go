// Package config reads feeds.yaml: who is read, when, by which limits and
// rules. [Load] is strict and patient: it refuses what it does not know, and
// it names everything that is wrong in one run, each with line and column and
// with what to do about it.
//
// The tree that goccy/go-yaml parses is walked by hand instead of decoded into
// structs: decoding stops at its first error, and turns a version like 1.10
// into the number 1.1.
package config

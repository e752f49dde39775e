package main

import (
	"runtime"
	"runtime/debug"

	"cipherdesk/internal/store"

	"github.com/spf13/cobra"
)

func versionCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print version, commit, Go and SQLite versions",
		Args:  exactly(),
		RunE: func(*cobra.Command, []string) error {
			e.printf("cipherdesk %s\ncommit %s\n%s %s/%s\nSQLite %s\n", version, revision(),
				runtime.Version(), runtime.GOOS, runtime.GOARCH, store.EngineVersion())
			return nil
		},
	}
}

// revision is the commit that the linker or the build recorded.
func revision() string {
	if commit != "" {
		return commit
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value
			}
		}
	}
	return "unknown"
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"cipherdesk/internal/digest"

	"github.com/spf13/cobra"
)

func backupCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a consistent copy of the database while everything else goes on",
		Long: "The copy is verified before it gets its name. A file that is there already is never\n" +
			"overwritten. To restore, stop whatever uses the database and put the copy in its place.",
		Args: exactly("FILE"),
		RunE: func(c *cobra.Command, args []string) error { return backup(c.Context(), e, args[0]) },
	}
}

func backup(ctx context.Context, e *env, file string) (err error) {
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("backup: %s is there already; name another file", file)
	}
	db, err := e.reader(ctx, e.database)
	if err != nil {
		return err
	}
	defer db.Close()
	part := fmt.Sprintf("%s.%d.part", file, os.Getpid())
	defer func() { err = errors.Join(err, dropped(part), dropped(part+"-wal"), dropped(part+"-shm")) }()
	if err := db.Backup(ctx, part); err != nil {
		return err
	}
	found, err := e.verifyCopy(ctx, part)
	if err != nil {
		return fmt.Errorf("backup: the copy cannot be read: %w", err)
	}
	if len(found.Faults) > 0 {
		return fmt.Errorf("backup: the copy has %d faults, the first: %s; see 'cipherdesk verify'", len(found.Faults), oneLine(found.Faults[0]))
	}
	// A link fails where a name is taken; renaming would overwrite it.
	if err := os.Link(part, file); errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("backup: %s is there already; name another file", file)
	} else if err != nil { // a disk without links
		if err := os.Rename(part, file); err != nil {
			return err
		}
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	e.printf("%s: %.1f MB, verified, with %s\n", file, float64(info.Size())/1e6, digest.Count(found.Editions, "sealed edition"))
	return nil
}

func (e *env) verifyCopy(ctx context.Context, file string) (digest.Verified, error) {
	db, err := e.reader(ctx, file)
	if err != nil {
		return digest.Verified{}, err
	}
	defer db.Close()
	return e.examine(ctx, db)
}

// dropped removes a file, if it is there.
func dropped(file string) error {
	if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

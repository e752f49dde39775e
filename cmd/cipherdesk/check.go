package main

import (
	"context"
	"fmt"

	"cipherdesk/internal/news"

	"github.com/spf13/cobra"
)

func checkCommand(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Validate feeds.yaml: every error with line and column",
		Args:  exactly(),
		RunE:  func(c *cobra.Command, _ []string) error { return check(c.Context(), e) },
	}
}

func check(_ context.Context, e *env) error {
	c, err := e.loadConfig()
	if err != nil {
		return err
	}
	for _, note := range c.Notes.Lines(e.configName()) {
		fmt.Fprintln(e.err, note)
	}
	feeds, sources, entities := 0, 0, 0
	for _, o := range c.Outlets {
		if o.Entity {
			entities++
		}
		for _, f := range o.Feeds {
			if f.Kind == news.KindFeed {
				feeds++
			} else {
				sources++
			}
		}
	}
	e.printf("ok: %d outlets, %d feeds, %d other sources, %d bodies that are only cited\n",
		len(c.Outlets)-entities, feeds, sources, entities)
	return nil
}

func (e *env) configName() string {
	if e.configPath != "" {
		return e.configPath
	}
	return ownConfig
}

package main

import (
	"context"

	"cipherdesk/internal/evaluate"

	"github.com/spf13/cobra"
)

func evaluateCommand(e *env) *cobra.Command {
	var wrong bool
	c := &cobra.Command{
		Use:   "evaluate DIR",
		Short: "Precision, recall and F1 with intervals over labelled JSON lines: findings, events, same texts",
		Args:  exactly("DIR"),
		RunE:  func(c *cobra.Command, args []string) error { return measure(c.Context(), e, args[0], wrong) },
	}
	c.Flags().BoolVar(&wrong, "wrong", false, "also list every wrong answer with the words that misled")
	return c
}

func measure(_ context.Context, e *env, dir string, wrong bool) error {
	_, analyser, err := e.loadAnalyser()
	if err != nil {
		return err
	}
	cases, err := evaluate.Read(dir)
	if err != nil {
		return err
	}
	report, groups := evaluate.Run(cases, analyser.Analyse), evaluate.Groups(cases, analyser.Analyse)
	if err := report.Write(e.out); err != nil {
		return err
	}
	if err := evaluate.WriteGroups(e.out, groups); err != nil || !wrong {
		return err
	}
	for _, g := range groups {
		report.Confusions = append(report.Confusions, g.Confusions...)
	}
	return report.WriteConfusions(e.out)
}

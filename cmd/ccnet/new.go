package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

//go:embed template
var template embed.FS

func newNewCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "new DIR",
		Short: "Write a world with two programs and an expectation that holds",
		Args:  arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := args[0]
			if err := writeTemplate(dir); err != nil {
				return &exitError{exitUsage, err}
			}
			fmt.Fprintf(cmd.OutOrStdout(), "wrote %s; run it with\n  ccnet run %s\n", dir, filepath.Join(dir, "world.toml"))
			return nil
		},
	}
}

// writeTemplate fills dir, which must be new or empty.
func writeTemplate(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case err == nil && len(entries) > 0:
		return fmt.Errorf("%s is not empty; name a new directory", dir)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("cannot use %s: %w", dir, err)
	}
	return fs.WalkDir(template, "template", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel("template", path)
		if err != nil {
			return err
		}
		target := filepath.Join(dir, rel)
		if d.IsDir() {
			if err := os.MkdirAll(target, 0o755); err != nil {
				return fmt.Errorf("cannot make %s: %w", target, err)
			}
			return nil
		}
		text, err := template.ReadFile(path)
		if err != nil {
			return err
		}
		if err := os.WriteFile(target, text, 0o644); err != nil {
			return fmt.Errorf("cannot write %s: %w", target, err)
		}
		return nil
	})
}

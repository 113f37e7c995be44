package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"ccnet/journal"
	"ccnet/world"
)

func newJournalCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "journal",
		Short: "Read and compare the records of runs",
		Args:  cobra.ArbitraryArgs,
		RunE:  noSuchCommand,
	}
	cmd.SuggestionsMinimumDistance = 2
	cmd.AddCommand(newJournalShowCommand(), newJournalDiffCommand())
	return cmd
}

// journalFilter is what the flags of "journal show" select.
type journalFilter struct {
	computers []int
	kinds     []string
	channels  []int
	from, to  span
	json      bool
	decode    bool
	keys      []string
}

func newJournalShowCommand() *cobra.Command {
	f := &journalFilter{}
	cmd := &cobra.Command{
		Use:   "show FILE",
		Short: "Print a journal, or a part of it",
		Long: "Print a journal, or a part of it. With --decode, frames are shown by layer: rednet,\n" +
			"CryptoNet, and what a server and its clients say to each other in cNet's protocols, if\n" +
			"the server's private key is known: from a file, from any directory, or from the disks\n" +
			"of a world file's computers, as they are now.",
		Args: arguments(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.show(args[0], cmd.OutOrStdout())
		},
	}
	flags := cmd.Flags()
	flags.IntSliceVar(&f.computers, "computer", nil, "only what happens to these computers, by `id`")
	flags.StringSliceVar(&f.kinds, "kind", nil, "only these `kinds` of entries: "+strings.Join(kindNames(), ", "))
	flags.IntSliceVar(&f.channels, "channel", nil, "only frames on these `channels`")
	flags.Var(&f.from, "from", "only from this virtual `time` on")
	flags.Var(&f.to, "to", "only up to this virtual `time`")
	flags.BoolVar(&f.json, "json", false, "print entries as they stand in the journal")
	flags.BoolVar(&f.decode, "decode", false, "show what frames say, layer by layer")
	flags.StringArrayVar(&f.keys, "key", nil, "decode with the private keys in this `FILE`, DIR or WORLD.toml; may be repeated")
	return cmd
}

func kindNames() []string {
	var names []string
	for k := range world.NumEntryKinds {
		names = append(names, world.EntryKind(k).String())
	}
	return names
}

func (f *journalFilter) filter() (journal.Filter, error) {
	filter := journal.Filter{
		Computers: f.computers,
		Channels:  f.channels,
		From:      f.from.ticks,
		To:        f.to.ticks,
		Until:     f.to.given,
	}
	for _, name := range f.kinds {
		kind, ok := world.ParseEntryKind(name)
		if !ok {
			return filter, usageError("--kind %s: there is no such kind; there are %s", name, strings.Join(kindNames(), ", "))
		}
		filter.Kinds = append(filter.Kinds, kind)
	}
	return filter, nil
}

// decoder returns what --decode and --key ask for, or nil.
func (f *journalFilter) decoder() (*journal.Decoder, error) {
	if !f.decode {
		if len(f.keys) > 0 {
			return nil, usageError("--key is of use with --decode only")
		}
		return nil, nil
	}
	keys, err := readKeyring(f.keys)
	if err != nil {
		return nil, err
	}
	return journal.NewDecoder(keys), nil
}

func (f *journalFilter) show(path string, stdout io.Writer) error {
	filter, err := f.filter()
	if err != nil {
		return err
	}
	decoder, err := f.decoder()
	if err != nil {
		return err
	}
	file, err := openJournalFile(path)
	if err != nil {
		return err
	}
	defer file.Close()
	out := bufio.NewWriter(stdout)
	defer out.Flush()
	reader := journal.NewReader(file)
	for {
		entry, err := reader.Next()
		var layers []journal.Layer
		if err == nil && decoder != nil {
			layers = decoder.Decode(&entry) // those that are not shown too
		}
		switch {
		case errors.Is(err, io.EOF) && !reader.Ended():
			out.Flush()
			return &exitError{exitFailed, fmt.Errorf("%s: the journal ends at line %d without an end entry; its run was cut off", path, reader.Line())}
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			out.Flush()
			return &exitError{exitFailed, fmt.Errorf("%s: %w", path, err)}
		case !filter.Match(&entry):
			continue
		case f.json:
			_, err = out.Write(journal.AppendDecodedLine(nil, &entry, layers))
		default:
			_, err = fmt.Fprintln(out, journal.DecodedText(&entry, layers))
		}
		if err != nil {
			return &exitError{exitFailed, err}
		}
	}
}

func newJournalDiffCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "diff A B",
		Short: "Name the first entry in which two journals differ",
		Args:  arguments(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			difference, err := compareFiles(args[0], args[1])
			switch {
			case err != nil:
				return err
			case difference != nil:
				fmt.Fprintln(cmd.OutOrStdout(), difference)
				return &exitError{code: exitFailed}
			}
			fmt.Fprintln(cmd.OutOrStdout(), "the journals are the same")
			return nil
		},
	}
}

// compareFiles finds where two journals differ; nil if they do not.
func compareFiles(pathA, pathB string) (*journal.Difference, error) {
	a, err := openJournalFile(pathA)
	if err != nil {
		return nil, err
	}
	defer a.Close()
	b, err := openJournalFile(pathB)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	difference, err := journal.Compare(a, b)
	if err != nil {
		return nil, &exitError{exitFailed, fmt.Errorf("compare %s with %s: %w", pathA, pathB, err)}
	}
	return difference, nil
}

func openJournalFile(path string) (*os.File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, usageError("cannot read the journal %s: %v", path, cause(err))
	}
	return file, nil
}

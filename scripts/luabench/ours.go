package main

import (
	"fmt"

	"ccnet/luavm"
	"ccnet/luavm/lib"
)

// input is what the workloads are made of.
type input struct {
	source   string // workloads.lua
	path     string // of an original cryptoNet.lua, empty if there is none
	original string // its text
}

// ours is luavm.
type ours struct{ input }

func (ours) name() string { return "luavm" }

func (o ours) time(workload string) (float64, error) {
	s, list, err := o.load()
	if err != nil {
		return 0, err
	}
	for i := 1; i <= list.Len(); i++ {
		entry, _ := list.GetInt(i).AsTable()
		if name, _ := entry.GetInt(1).AsString(); name == workload {
			return stopwatch(func() error {
				_, err := s.Call(entry.GetInt(2))
				return err
			})
		}
	}
	return 0, fmt.Errorf("no such workload")
}

// load returns a state and the list of workloads in it.
func (in input) load() (*luavm.State, *luavm.Table, error) {
	s := luavm.New(luavm.Config{Seed: 1})
	lib.Open(s)
	if in.original != "" {
		s.Globals().SetStr(s, "CRYPTONET", luavm.String(in.original))
	}
	chunk, err := s.Compile(in.source, "@workloads.lua")
	if err != nil {
		return nil, nil, err
	}
	results, err := s.Call(s.Load(chunk, nil))
	if err != nil {
		return nil, nil, err
	}
	list, ok := results[0].AsTable()
	if !ok {
		return nil, nil, fmt.Errorf("%s returns no list", workloadsPath)
	}
	return s, list, nil
}

// workloads lists their names.
func (in input) workloads() ([]string, error) {
	_, list, err := in.load()
	if err != nil {
		return nil, err
	}
	var names []string
	for i := 1; i <= list.Len(); i++ {
		entry, _ := list.GetInt(i).AsTable()
		name, _ := entry.GetInt(1).AsString()
		names = append(names, name)
	}
	return names, nil
}

package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

type licence struct{ name, sentence string }

// kinds are the licences that may be linked, by a sentence of each. The first
// that matches counts.
var kinds = []licence{
	{"Apache-2.0", "apache license version 2.0"},
	{"BSD-3-Clause", "neither the name of"},
	{"BSD-2-Clause", "redistribution and use in source and binary forms"},
	{"ISC", "permission to use, copy, modify, and/or distribute this software for any purpose with or without fee"},
	{"MIT", "permission is hereby granted, free of charge, to any person obtaining a copy"},
	{"Unlicense", "this is free and unencumbered software released into the public domain"},
	{"OFL-1.1", "sil open font license version 1.1"},
	{"CC-BY-4.0", "creative commons attribution 4.0 international"},
}

// refused are sentences of licences that ask for the source of what is linked.
var refused = []string{
	"gnu general public license", "gnu lesser general public license", "gnu affero general public license",
	"mozilla public license", "eclipse public license", "common development and distribution license",
}

// chosen is offered beside the GPL, to choose from: the FreeType licence is taken.
var chosen = licence{"FTL", "your choice of exactly one of the following two licenses: the freetype license"}

var blanks = regexp.MustCompile(`[\s,*#"=-]+`)

// nameLicence finds out which licence a text is.
func nameLicence(text string) (string, error) {
	flat := blanks.ReplaceAllString(strings.ToLower(text), " ")
	clean := func(s string) string { return blanks.ReplaceAllString(s, " ") }
	if strings.Contains(flat, clean(chosen.sentence)) {
		return chosen.name, nil
	}
	for _, s := range refused {
		if strings.Contains(flat, clean(s)) {
			return "", fmt.Errorf("copyleft: %q", s)
		}
	}
	for _, k := range kinds {
		if strings.Contains(flat, clean(k.sentence)) {
			return k.name, nil
		}
	}
	return "", fmt.Errorf("not known: %.80q", flat)
}

// page writes docs/licences.md.
func page(modules []module) (string, error) {
	var b strings.Builder
	b.WriteString("# Licences of what is linked into the command\n\n")
	b.WriteString("Made by `go run ./scripts/licences`; a test compares. The program itself is\nunder the Apache License 2.0. Tests and generators use further modules, which are\nnot in the binary.\n\n")
	b.WriteString("| module | version | licence |\n|---|---|---|\n")
	for i := range modules {
		m := &modules[i]
		texts, err := m.texts()
		if err != nil {
			return "", err
		}
		names := map[string]bool{}
		for _, file := range slices.Sorted(maps.Keys(texts)) {
			name, err := nameLicence(texts[file])
			if err != nil {
				return "", fmt.Errorf("%s %s: %s: %w", m.Path, m.Version, file, err)
			}
			names[name] = true
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", m.Path, m.Version, strings.Join(slices.Sorted(maps.Keys(names)), ", "))
	}
	return b.String(), nil
}

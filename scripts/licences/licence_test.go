package main

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNameLicence(t *testing.T) {
	for text, want := range map[string]string{
		"MIT License\n\nPermission is hereby granted, free of charge, to any person\nobtaining a copy of": "MIT",
		"                              Apache License\n                        Version 2.0, January 2004": "Apache-2.0",
		"Redistribution and use in source and binary forms, with\n * Neither the name of X nor":           "BSD-3-Clause",
		"Redistribution and use in source and binary forms, with or without":                              "BSD-2-Clause",
	} {
		got, err := nameLicence(text)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	_, err := nameLicence("GNU GENERAL PUBLIC LICENSE\nVersion 3")
	assert.ErrorContains(t, err, "copyleft")
	_, err = nameLicence("Mozilla Public License Version 2.0")
	assert.ErrorContains(t, err, "copyleft")
	_, err = nameLicence("All rights reserved.")
	assert.ErrorContains(t, err, "not known")
}

// The page in docs is what the program would write now.
func TestPageIsUpToDate(t *testing.T) {
	modules, err := linked("github.com/snnsim/snnsim/cmd/snnsim")
	require.NoError(t, err)
	require.NotEmpty(t, modules)
	want, err := page(modules)
	require.NoError(t, err)
	got, err := os.ReadFile("../../docs/licences.md")
	require.NoError(t, err)
	assert.Equal(t, want, string(got), "run: go run ./scripts/licences > docs/licences.md")
}

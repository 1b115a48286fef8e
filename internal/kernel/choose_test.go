package kernel

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAvailable(t *testing.T) {
	names := Names()
	sets := Available()
	require.NotEmpty(t, sets)
	assert.Equal(t, "generic", names[0])
	assert.Equal(t, "generic", sets[0].Name)
	for _, s := range sets {
		assert.Contains(t, names, s.Name)
		v := reflect.ValueOf(*s)
		for i := range v.NumField() {
			assert.Falsef(t, v.Field(i).IsZero(), "%s.%s is missing", s.Name, v.Type().Field(i).Name)
		}
		got, err := ByName(s.Name)
		require.NoError(t, err)
		assert.Equal(t, s.Name, got.Name)
	}
}

func TestByNameUnknown(t *testing.T) {
	_, err := ByName("mmx")
	assert.ErrorContains(t, err, `no set "mmx"`)
	assert.ErrorContains(t, err, "generic")
}

func TestByNameUnsupported(t *testing.T) {
	have := map[string]bool{}
	for _, s := range Available() {
		have[s.Name] = true
	}
	for _, name := range Names() {
		if !have[name] {
			_, err := ByName(name)
			assert.ErrorContains(t, err, "this processor cannot run")
			assert.ErrorContains(t, err, "generic")
		}
	}
}

func TestDefault(t *testing.T) {
	t.Setenv(EnvName, "")
	s, err := Default()
	require.NoError(t, err)
	sets := Available()
	assert.Equal(t, sets[len(sets)-1].Name, s.Name)

	t.Setenv(EnvName, "generic")
	s, err = Default()
	require.NoError(t, err)
	assert.Equal(t, "generic", s.Name)

	t.Setenv(EnvName, "abacus")
	_, err = Default()
	assert.ErrorContains(t, err, EnvName)
	assert.ErrorContains(t, err, "generic")
}

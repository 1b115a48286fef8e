package datasets

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/snnsim/snnsim/spikes"
)

// TestIdentityOfADescription is what runs of earlier versions have: with another text
// none of them would find its data again.
func TestIdentityOfADescription(t *testing.T) {
	info := Info{
		Name: "a set", Split: Train, Kind: spikes.Events, Shape: spikes.Shape{H: 34, W: 33, C: 2},
		Steps: 30, Classes: 10, Names: []string{"ant"}, Simulated: true,
	}
	assert.Equal(t, "{Name:a set Split:train Kind:events Shape:34x33x2 Steps:30 Classes:10 Simulated:true}", info.identity())
	assert.Equal(t, "{Name: Split: Kind:image Shape:0x0x0 Steps:0 Classes:0 Simulated:false}", Info{Kind: spikes.Image}.identity())
}

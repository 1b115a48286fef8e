package web

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestPictures takes pictures of the page at SNNSIM_PICTURES_OF, for a person
// to look at, and writes them to the folder SNNSIM_PICTURES.
func TestPictures(t *testing.T) {
	url, dir := os.Getenv("SNNSIM_PICTURES_OF"), os.Getenv("SNNSIM_PICTURES")
	if url == "" || dir == "" {
		t.Skip("pictures are taken on request: SNNSIM_PICTURES_OF=http://... SNNSIM_PICTURES=folder")
	}
	c := startChromium(t)
	for _, width := range []int{400, 1200, 3840} {
		for _, scheme := range []string{"light", "dark"} {
			c.open(url, width, max(800, width*9/16), scheme)
			c.until(`document.documentElement.dataset.ready === "true"`)
			time.Sleep(4 * time.Second)
			c.picture(fmt.Sprintf("%s/%d-%s.png", dir, width, scheme))
			require.Empty(t, c.complaints())
			require.Equal(t, true, c.value("document.documentElement.scrollWidth <= innerWidth"), "wider than %d", width)
		}
	}
}

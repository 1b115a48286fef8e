package web

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/datasets"
)

// drawnOn counts canvases inside an element on which something is drawn.
const drawnOn = `(id) => [...document.querySelectorAll(id + " canvas")].filter((c) => c.width > 1 &&
	c.getContext("2d").getImageData(0, 0, c.width, c.height).data.some((v, i, all) => i > 3 && v !== all[i % 4])).length`

func (c *chromium) drawn(id string, n int) {
	c.t.Helper()
	c.until("(" + drawnOn + ")(" + `"` + id + `"` + ") >= " + string(rune('0'+n)))
}

func (c *chromium) has(id, text string) {
	c.t.Helper()
	c.until(`document.querySelector("` + id + `").textContent.includes("` + text + `")`)
}

// settled checks what must hold of every page: no complaint, nothing wider than
// the window, every control labelled.
func (c *chromium) settled() {
	c.t.Helper()
	assert.Empty(c.t, c.complaints())
	assert.Equal(c.t, true, c.value("document.documentElement.scrollWidth <= innerWidth"), "wider than the window")
	assert.Equal(c.t, 0.0, c.value(`[...document.querySelectorAll("input, select")].filter((e) => !e.closest("[hidden]") && !e.labels?.length && !e.ariaLabel).length`),
		"a control has no label")
	assert.Equal(c.t, 0.0, c.value(`[...document.querySelectorAll("button, canvas[role=img]")].filter((e) => !(e.ariaLabel || e.textContent.trim())).length`))
}

// The page of a run fills while it trains and says when it is over.
func TestPageOfTraining(t *testing.T) {
	c := startChromium(t)
	tr, content, live := tinyRun(t)
	s, err := Listen("127.0.0.1:0", content)
	require.NoError(t, err)
	tr.Epochs = 1 << 20
	slow := &pace{every: 10 * time.Millisecond, until: time.Now().Add(2 * patience)}
	tr.Hooks = append(tr.Hooks, slow)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- tr.Run(ctx) }()
	t.Cleanup(cancel)

	c.open(s.URL(), 400, 800, "dark")
	c.until(`document.documentElement.dataset.ready === "true"`)
	c.has("#connection", "live")
	c.has("#s-phase", "ing")
	for _, id := range []string{"#panel-loss", "#panel-accuracy", "#panel-lr", "#panel-density", "#raster", "#membrane", "#movie"} {
		c.drawn(id, 1)
	}
	c.drawn("#firing", 2)
	c.until(`+document.querySelector("#s-rate").textContent > 0`)
	c.until(`/[0-9]/.test(document.querySelector("#s-left").textContent)`)
	c.until(`document.querySelectorAll(".confusion td").length === 20`)
	c.has("#confusion-note", "of 40 right")
	c.until(`Number(document.querySelector("#decision").textContent.match(/step (\d+)/)?.[1]) > 20`)
	c.has("#simulated", "simulated")
	assert.Equal(t, false, c.value(`document.querySelector("#simulated").hidden`))

	// Nothing below moves when data arrive.
	top := `document.querySelector("#panel-sample").offsetTop`
	before := c.value(top)
	time.Sleep(1500 * time.Millisecond)
	assert.Equal(t, before, c.value(top))

	c.has("#movie", "sample 0,")
	c.key("ArrowRight")
	c.has("#movie", "sample 1,")
	c.key("End") // scrolls, as the samples have no focus
	c.value(`document.querySelector("#picker button").focus()`)
	c.key("End")
	c.has("#movie", "sample 39,")
	c.value(`(() => { const l = document.querySelector("#layer"); l.value = "0"; l.onchange(); })()`)
	c.has("#h-raster", "conv_1: 180 neurons")
	c.settled()

	cancel()
	require.ErrorIs(t, <-ended, context.Canceled)
	require.NoError(t, s.Close())
	c.has("#s-phase", "interrupted")
	c.has("#confusion-note", fmt.Sprintf("after epoch %d:", live.history.epochs[len(live.history.epochs)-1].Epoch))
	c.has("#connection", "lost")
}

// The page of a finished run has its curves and the samples behind every cell of
// the confusion matrix.
func TestPageOfARecordedRun(t *testing.T) {
	c := startChromium(t)
	tr, content, live := tinyRun(t)
	require.NoError(t, tr.Run(context.Background()))
	test := content.Sets[0]
	content.Mode, content.Hub = Run, NewHub()
	live.history.Publish(content.Hub, 3)
	s := listen(t, "127.0.0.1:0", content)
	r := &Recorded{Hub: content.Hub, Tracer: content.Tracer, Network: content.Network, Epoch: 3, Threads: 1, Sample: test,
		Data: &datasets.Loader{Data: test, Batch: 5, Workers: 1}}
	require.NoError(t, r.Evaluate(context.Background()))

	c.open(s.URL(), 1200, 900, "light")
	c.has("#s-phase", "recorded")
	c.has("#s-epoch", "3 of 3")
	for _, id := range []string{"#panel-loss", "#panel-accuracy", "#raster", "#membrane"} {
		c.drawn(id, 1)
	}
	c.drawn("#firing", 2)
	c.has(".confusion", "3: dog")
	c.until(`document.querySelectorAll(".confusion button").length > 0`)
	n := c.value(`(() => { const b = document.querySelector(".confusion button"); b.click(); return b.textContent; })()`)
	c.has("#picker .readout", "1 of "+n.(string))

	// A cell leads back to its own set, and another set forgets the cell.
	choose := `((set) => { const s = document.querySelector("#picker select"); s.value = set; s.onchange(); })`
	c.value(choose + `(1)`)
	c.has("#picker .readout", "1 of 60")
	c.value(`document.querySelector(".confusion button").click()`)
	c.has("#picker .readout", "1 of "+n.(string))
	assert.Equal(t, "0", c.value(`document.querySelector("#picker select").value`))
	c.value(choose + `(1)`)
	c.value(choose + `(0)`)
	c.has("#picker .readout", fmt.Sprintf("1 of %d", test.Len()))
	c.settled()
}

func TestPageOfADataSet(t *testing.T) {
	c := startChromium(t)
	s := listen(t, "127.0.0.1:0", &Content{Mode: Data, Title: "tiny", Hub: NewHub(),
		Sets: []datasets.Dataset{tinySet{40, datasets.Test}, tinySet{60, datasets.Train}}})
	c.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-reduced-motion", "value": "reduce"}}}, nil)
	c.call("Page.navigate", map[string]any{"url": s.URL()}, nil)
	c.drawn("#grid", 9)
	c.drawn("#movie", 1)
	assert.Equal(t, "play", c.value(`document.querySelector(".transport button:nth-child(2)").textContent`), "nothing moves unasked")
	c.has(".time", "time step 0 / 11")
	c.key(".")
	c.has(".time", "time step 1 / 11")
	c.value(`(() => { const l = document.querySelectorAll("#picker select")[1]; l.value = "2"; l.onchange(); })()`)
	c.has("#picker .readout", "1 of 10")
	c.has("#movie", "sample 2, label 2: cat")
	c.has("#picker", "3: dog")
	c.has("#grid", "cat")
	c.key("PageDown")
	c.until(`!document.querySelector("#movie").textContent.includes("sample 2,")`)
	c.settled()
}

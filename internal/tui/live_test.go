package tui

import (
	"bytes"
	"math"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// screen is an output that is no terminal.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// model returns a model that has been told its size and the time.
func model(l *Live, w, h int) tea.Model {
	m, _ := Model{live: l}.Update(tea.WindowSizeMsg{Width: w, Height: h})
	m, _ = m.Update(tickMsg(noon))
	return m
}

func press(m tea.Model, keys ...rune) tea.Model {
	for _, k := range keys {
		m, _ = m.Update(tea.KeyPressMsg{Code: k, Text: string(k)})
	}
	return m
}

func TestModelShowsTheLatestSnapshot(t *testing.T) {
	l := &Live{}
	m := model(l, 100, 30)
	assert.Contains(t, picture(m), "waiting for the first step")
	l.Publish(example())
	m, _ = m.Update(tickMsg(noon))
	assert.Contains(t, picture(m), "epoch 3/10")
	m, _ = m.Update(tea.WindowSizeMsg{Width: 40, Height: 20})
	fits(t, picture(m), 40, 20, "after a resize")
}

func TestModelKeys(t *testing.T) {
	ended := 0
	l := &Live{opt: Options{Interrupt: func() { ended++ }}}
	l.Publish(example())
	m := model(l, 100, 30)

	m = press(m, 'p')
	next := *example()
	next.Epoch = 4
	l.Publish(&next)
	m, cmd := m.Update(tickMsg(noon.Add(time.Second)))
	assert.NotNil(t, cmd, "paused views keep ticking")
	assert.Contains(t, picture(m), "epoch 3/10")
	assert.Contains(t, picture(m), "paused")
	m, _ = press(m, 'p').Update(tickMsg(noon))
	assert.Contains(t, picture(m), "epoch 4/10")

	m = press(m, '?')
	assert.Contains(t, picture(m), "Keys")
	m = press(m, '?', 'l', 'l')
	assert.NotContains(t, picture(m), "Keys")
	assert.Equal(t, 2, l.Layer())

	assert.Zero(t, ended)
	m = press(m, 'q')
	assert.Equal(t, 1, ended)
	assert.Contains(t, picture(m), "stopping after this step")
	m, _ = m.Update(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl})
	assert.Equal(t, 2, ended)
}

func picture(m tea.Model) string {
	v := m.(Model)
	return Frame(v.shown, v.state, v.theme, v.now, v.w, v.h)
}

func TestLiveDrawsAndLeaves(t *testing.T) {
	var out screen
	l := Start(Options{Output: &out, Width: 80, Height: 24, Env: []string{"TERM=xterm-256color"}})
	l.Publish(example())
	require.Eventually(t, func() bool { return bytes.Contains([]byte(out.String()), []byte("nmnist_sim")) }, 5*time.Second, 10*time.Millisecond)
	assert.False(t, l.Gone())
	l.Close()
	l.Close()
	assert.True(t, l.Gone())
	assert.NoError(t, l.Err())
	assert.Contains(t, out.String(), "\x1b[?1049h")
	assert.Contains(t, out.String(), "\x1b[?1049l", "the ordinary screen is back")
	assert.Contains(t, out.String(), "\x1b[?25h", "the cursor is back")
	assert.NotContains(t, out.String(), "\x1b[31m", "no colours were asked for")
	l.Publish(example()) // a view that has gone takes no notice
}

// stuck is an output that never takes a byte, until it is let go.
type stuck struct{ free chan struct{} }

func (s stuck) Write(p []byte) (int, error) { <-s.free; return len(p), nil }

func TestPublishDoesNotWaitForTheTerminal(t *testing.T) {
	out := stuck{make(chan struct{})}
	l := Start(Options{Output: out, Width: 80, Height: 24})
	for range 1000 { // would stay here for good if it waited
		l.Publish(example())
		l.Layer()
		l.Gone()
	}
	close(out.free)
	l.Close()
}

func TestCloseGivesUpOnAStuckTerminal(t *testing.T) {
	out := stuck{make(chan struct{})}
	l := Start(Options{Output: out, Width: 80, Height: 24})
	time.Sleep(300 * time.Millisecond) // the first write hangs
	l.Close()                          // would stay here for good if it waited
	select {
	case <-l.done:
		t.Error("the view ended by itself: nothing was stuck")
	default:
	}
	close(out.free)
	<-l.done
}

func TestViewThatPanicsIsGone(t *testing.T) {
	var out screen
	var calls atomic.Int64
	l := Start(Options{Output: &out, Width: 80, Height: 24, Env: []string{"TERM=xterm"}, Interrupt: func() { calls.Add(1); panic("boom") }})
	require.Eventually(t, func() bool { return out.String() != "" }, 5*time.Second, 10*time.Millisecond)
	l.program.Send(tea.KeyPressMsg{Code: 'q', Text: "q"})
	require.Eventually(t, l.Gone, 5*time.Second, 10*time.Millisecond)
	assert.EqualError(t, l.Err(), "tui: panic: boom")
	assert.Equal(t, int64(1), calls.Load())
	assert.Contains(t, out.String(), "\x1b[?1049l")
	l.Close()
}

func TestPictureThatPanicsEndsTheView(t *testing.T) {
	l := &Live{}
	m := Model{live: l, w: -1, h: math.MinInt}
	m.View()
	assert.False(t, l.failed(nil), "sizes of any kind can be drawn")
	m.live.failed("boom")
	_, cmd := m.Update(tickMsg(noon))
	assert.Equal(t, tea.QuitMsg{}, cmd())
}

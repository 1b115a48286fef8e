package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// framesPerSecond bounds how often a picture is made and written. Making one
// and comparing it with the last took 2 to 5 ms on a busy machine.
const framesPerSecond = 3

// Interval is the time between two pictures.
const Interval = time.Second / framesPerSecond

// Model is the view's part of the program: it turns keys and ticks into a
// picture of the latest snapshot.
type Model struct {
	live  *Live
	theme Theme
	state State
	shown *Snapshot
	now   time.Time
	w, h  int
}

var _ tea.Model = Model{}

// tickMsg asks for the next picture.
type tickMsg time.Time

func tick() tea.Cmd {
	return tea.Tick(Interval, func(t time.Time) tea.Msg { return tickMsg(t) })
}

// Init implements tea.Model.
func (m Model) Init() tea.Cmd { return tick() }

// Update implements tea.Model. A fault in the view ends the view, not the
// program.
func (m Model) Update(msg tea.Msg) (next tea.Model, cmd tea.Cmd) {
	defer func() {
		if m.live.failed(recover()) {
			next, cmd = m, tea.Quit
		}
	}()
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
		if m.shown == nil {
			m.shown = m.live.latest.Load()
		}
	case tickMsg:
		if !m.state.Paused {
			m.now, m.shown = time.Time(msg), m.live.latest.Load()
		}
		return m, tick()
	case tea.KeyPressMsg:
		return m.key(msg.String())
	}
	return m, nil
}

func (m Model) key(key string) (tea.Model, tea.Cmd) {
	switch key {
	case "q", "ctrl+c":
		m.state.Stopping, m.state.Paused = true, false
		m.live.interrupt()
	case "p", "space":
		m.state.Paused = !m.state.Paused
	case "l":
		m.live.layer.Add(1)
	case "?", "h":
		m.state.Help = !m.state.Help
	case "esc":
		m.state.Help = false
	case "ctrl+z":
		return m, tea.Suspend
	}
	return m, nil
}

// View implements tea.Model.
func (m Model) View() (v tea.View) {
	defer func() { m.live.failed(recover()) }() // the next tick ends the view
	v = tea.NewView(Frame(m.shown, m.state, m.theme, m.now, m.w, m.h))
	v.AltScreen = true
	v.DisableBracketedPasteMode = true
	return v
}

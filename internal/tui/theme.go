package tui

// Theme says how parts of the picture are coloured. The zero value uses no
// escape sequences at all.
type Theme struct{ Color bool }

// role is the part that a piece of text plays.
type role string

// The roles, each with its graphic rendition: the terminal's own sixteen
// colours, so that the view suits light and dark screens.
const (
	plain   role = ""
	faint   role = "2"
	strong  role = "1"
	lossy   role = "36"
	trained role = "32"
	tested  role = "35"
	firing  role = "33"
	warning role = "1;31"
)

// paint renders s in a role.
func (t Theme) paint(r role, s string) string {
	if !t.Color || r == plain || s == "" {
		return s
	}
	return "\x1b[" + string(r) + "m" + s + "\x1b[0m"
}

package datasets

import "fmt"

// FormatError says that a file is not what its format asks for.
type FormatError struct {
	Path      string // empty where the bytes came from no file
	Offset    int64  // where the fault was found, in bytes
	Want, Got string
}

// Error names file, offset, and what was expected and found.
func (e *FormatError) Error() string {
	if e.Path == "" {
		return fmt.Sprintf("datasets: offset %d: expected %s, got %s", e.Offset, e.Want, e.Got)
	}
	return fmt.Sprintf("datasets: %s: offset %d: expected %s, got %s", e.Path, e.Offset, e.Want, e.Got)
}

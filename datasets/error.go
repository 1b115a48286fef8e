package datasets

import (
	"fmt"
	"strings"
)

// FormatError says that a file is not what its format asks for.
type FormatError struct {
	Path      string // empty where the bytes came from no file
	Offset    int64  // where the fault was found, in bytes, uncompressed; -1 if it has no place
	Want, Got string
	// Cause says more for programs, nil for nothing: a *TimeError where a time does not fit.
	Cause error
}

// Unwrap returns the cause.
func (e *FormatError) Unwrap() error { return e.Cause }

// Error names file and offset, if there are any, and what was expected and found.
func (e *FormatError) Error() string {
	where := ""
	if e.Path != "" {
		where = e.Path + ": "
	}
	if e.Offset >= 0 {
		where += fmt.Sprintf("offset %d: ", e.Offset)
	}
	return fmt.Sprintf("datasets: %sexpected %s, got %s", where, e.Want, e.Got)
}

// TimeError says that a format can't hold the time of an event, or that no time step has it.
type TimeError struct {
	Event        int
	Micros, Most int64 // what it is, and what there is room for, from 0 on
}

// Error says both.
func (e *TimeError) Error() string {
	return fmt.Sprintf("datasets: event %d: time %d µs: expected 0 to %d µs", e.Event, e.Micros, e.Most)
}

// PathError says that a file or folder has a name that its place does not
// allow.
type PathError struct {
	Path       string
	What, Want string
}

// Error names the path and what was expected.
func (e *PathError) Error() string {
	return fmt.Sprintf("datasets: %s %s: expected %s", e.What, e.Path, e.Want)
}

// MissingError says that a folder has no recording of some digits.
type MissingError struct {
	Dir, Split string
	Digits     []int
}

// Error names folder, split and digits.
func (e *MissingError) Error() string {
	digits := strings.Trim(strings.ReplaceAll(fmt.Sprint(e.Digits), " ", ", "), "[]")
	return fmt.Sprintf("datasets: n-mnist folder %s: no recording of %s in the %s split: expected recordings of every digit", e.Dir, digits, e.Split)
}

// EmptyClassError says that a folder has no recording of some classes in a split.
type EmptyClassError struct {
	Dir, Split string
	Classes    []string
}

// Error names folder, split and classes.
func (e *EmptyClassError) Error() string {
	return fmt.Sprintf("datasets: folder %s: no recording of %s in the %s split: expected recordings of every class", e.Dir, firstNames(e.Classes), e.Split)
}

// LabelError says that a sample is of a class that does not count.
type LabelError struct {
	Path           string
	Label, Classes int
}

// Error names file, label and classes.
func (e *LabelError) Error() string {
	return fmt.Sprintf("datasets: %s: label %d: expected 0 to %d", e.Path, e.Label, e.Classes-1)
}

// firstNames joins names, as many as a message bears.
func firstNames(names []string) string {
	if more := len(names) - maxShown; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:maxShown], ", "), more)
	}
	return strings.Join(names, ", ")
}

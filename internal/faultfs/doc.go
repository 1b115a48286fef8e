// Package faultfs is a file system in memory for tests of what must survive:
// the n-th operation can fail, write half of what it should, or be the last
// before the power goes, and then what was not synced is gone.
package faultfs

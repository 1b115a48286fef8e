package fetch

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
)

// errAnew marks a refusal of which another attempt, from the start, may rid.
var errAnew = errors.New("the next attempt begins anew")

// errRequest marks a request that failed before an answer to it was taken.
var errRequest = errors.New("the request failed")

// StatusError says that a server did not serve a file.
type StatusError struct {
	URL    string
	Status string // such as 404 Not Found
	Code   int    // such as 404
	Reason string // what is wrong with the answer, if its status says nothing
}

// Error names the address and the answer.
func (e *StatusError) Error() string {
	s := fmt.Sprintf("fetch: %s: the server answered %s", e.URL, e.Status)
	if e.Reason != "" {
		s += ": " + e.Reason
	}
	return s
}

// CutError says that a transfer ended early. What has arrived is Kept if the server
// says how to tell whether the rest belongs to it.
type CutError struct {
	URL         string
	Done, Total int64 // bytes; Total is -1 if it is not known
	Kept        bool
	Err         error
}

// Error says how much has arrived.
func (e *CutError) Error() string {
	of := ""
	if e.Total >= 0 {
		of = fmt.Sprintf(" of %d", e.Total)
	}
	kept := ", from the beginning at the next attempt"
	if e.Kept {
		kept = ", which are kept for the next attempt"
	}
	return fmt.Sprintf("fetch: %s: the transfer ended after %d%s bytes%s: %v", e.URL, e.Done, of, kept, e.Err)
}

// Unwrap returns what ended the transfer.
func (e *CutError) Unwrap() error { return e.Err }

// OfflineError says that a server could not be reached.
type OfflineError struct {
	Host string
	Err  error
}

// Error names the server.
func (e *OfflineError) Error() string {
	return fmt.Sprintf("fetch: %s could not be reached: %v", e.Host, e.Err)
}

// Unwrap returns what the network said.
func (e *OfflineError) Unwrap() error { return e.Err }

// requestError tells a server that can't be reached from other faults.
func requestError(address string, err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	host := address
	if p, e := url.Parse(address); e == nil && p.Host != "" {
		host = p.Host
	}
	var dns *net.DNSError
	var op *net.OpError
	if errors.As(err, &dns) || errors.As(err, &op) && op.Op == "dial" {
		return &OfflineError{Host: host, Err: err}
	}
	return fmt.Errorf("fetch: %s: %w: %w", address, errRequest, err)
}

// mayPass says that a request failed for a reason that may pass: the network is
// away, or the server is busy or starting.
func mayPass(err error) bool {
	var off *OfflineError
	var st *StatusError
	if errors.As(err, &st) {
		return st.Code == http.StatusTooManyRequests || st.Code >= http.StatusInternalServerError
	}
	return errors.As(err, &off) || errors.Is(err, errRequest)
}

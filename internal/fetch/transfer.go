package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// errStall is the cause of a transfer that was given up.
var errStall = errors.New("the server stopped sending")

// transfer appends to a part what it lacks.
func (c *Client) transfer(ctx context.Context, url string, p *part, limit int64) error {
	if p.size > 0 && p.size == p.version.Total {
		return nil // all had arrived, only the end was missed
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("fetch: %w", err)
	}
	req.Header.Set("Accept-Encoding", "identity")
	req.Header.Set("User-Agent", "snnsim")
	if p.size > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", p.size))
		req.Header.Set("If-Range", p.version.Validator)
	}
	res, err := c.HTTP.Do(req)
	if err != nil {
		return requestError(url, err)
	}
	defer res.Body.Close()
	if err := accept(url, res, p, limit); err != nil {
		return err
	}
	return c.receive(ctx, stop, res.Body, p, limit)
}

// accept decides what to do with an answer: append, begin anew, or give up.
func accept(url string, res *http.Response, p *part, limit int64) error {
	refuse := func(reason string) error {
		return &StatusError{URL: url, Status: res.Status, Code: res.StatusCode, Reason: reason}
	}
	total := res.ContentLength
	tooLarge := func() error {
		if total <= limit {
			return nil
		}
		return refuse(fmt.Sprintf("%d bytes, at most %d are expected", total, limit))
	}
	switch res.StatusCode {
	case http.StatusPartialContent:
		if p.foreign {
			return refuse("a part of the file instead of the whole")
		}
		var first, last, all int64
		n, err := fmt.Sscanf(res.Header.Get("Content-Range"), "bytes %d-%d/%d", &first, &last, &all)
		if err != nil || n != 3 || first != p.size || all <= p.size || p.version.Total >= 0 && all != p.version.Total {
			return p.anew(url, refuse(fmt.Sprintf("range %q is not what was asked for", res.Header.Get("Content-Range"))))
		}
		total = all
		p.version.Total = all
	case http.StatusOK:
		if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
			return refuse("a web page instead of the file")
		}
		if err := tooLarge(); err != nil {
			return err
		}
		if err := p.restart(version{URL: url, Validator: validator(res), Total: total}); err != nil {
			return fmt.Errorf("fetch: %w", err)
		}
	case http.StatusRequestedRangeNotSatisfiable:
		return p.anew(url, refuse("the rest of the file is not there"))
	default:
		return refuse("")
	}
	return tooLarge()
}

// validator returns what names the version that a server sends: a strong
// entity tag, or a date.
func validator(res *http.Response) string {
	if tag := res.Header.Get("ETag"); strings.HasPrefix(tag, `"`) {
		return tag
	}
	if res.Header.Get("Accept-Ranges") == "bytes" {
		return res.Header.Get("Last-Modified")
	}
	return ""
}

// receive copies the body, and stops when nothing comes.
func (c *Client) receive(ctx context.Context, stop context.CancelCauseFunc, body io.Reader, p *part, limit int64) error {
	stall := c.Stall
	if stall == 0 {
		stall = defaultStall
	}
	timer := time.AfterFunc(stall, func() { stop(errStall) })
	defer timer.Stop()
	buf := make([]byte, 1<<17)
	for {
		n, err := body.Read(buf)
		timer.Reset(stall)
		if p.size+int64(n) > limit {
			return errors.Join(fmt.Errorf("fetch: %s: more than the %d bytes that are expected", p.version.URL, limit), p.restart(version{URL: p.version.URL, Total: -1}))
		}
		if n > 0 {
			if _, err := p.file.Write(buf[:n]); err != nil {
				return fmt.Errorf("fetch: %w", err)
			}
			p.size += int64(n)
			if c.Progress != nil {
				c.Progress(p.size, p.version.Total)
			}
		}
		if err == nil {
			continue
		}
		cut := &CutError{URL: p.version.URL, Done: p.size, Total: p.version.Total, Kept: p.version.Validator != "", Err: err}
		switch {
		case errors.Is(err, io.EOF) && (p.version.Total < 0 || p.size == p.version.Total):
			return nil
		case errors.Is(err, io.EOF):
			cut.Err = io.ErrUnexpectedEOF
		case ctx.Err() != nil:
			cut.Err = context.Cause(ctx)
		}
		return cut
	}
}

package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Client downloads files. The zero value works.
type Client struct {
	// HTTP makes the requests; NewHTTP's if nil.
	HTTP *http.Client
	// Tries is how many attempts may get no further than those before, 4 if 0.
	// A cut transfer that does get further is always taken up again.
	Tries int
	// Wait is the pause before the second try, 1 s if 0; it doubles with each
	// further one.
	Wait time.Duration
	// Stall is how long a server may send nothing, 1 minute if 0.
	Stall time.Duration
	// Progress is called as bytes arrive; total is -1 if it is not known. May
	// be nil.
	Progress func(done, total int64)
}

// File is a file to download.
type File struct {
	URLs []string // the same file in several places, tried in order, but first the one that a part is of
	Path string   // what it is to be called here
	// MaxBytes is the largest size that is taken; it must be positive.
	MaxBytes int64
	// Check decides whether a complete file is the one that is wanted. May be
	// nil.
	Check func(path string) error
}

// The defaults of a Client.
const (
	defaultTries = 4
	defaultWait  = time.Second
	maxWait      = 30 * time.Second
	defaultStall = time.Minute
)

// NewHTTP returns an HTTP client for large files: it waits for answers for
// half a minute, follows redirects but not from encrypted to open
// connections, and does not unpack what it gets.
func NewHTTP() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.ResponseHeaderTimeout = 30 * time.Second
	t.DisableCompression = true
	return &http.Client{Transport: t, CheckRedirect: checkRedirect}
}

const maxRedirects = 10

func checkRedirect(req *http.Request, via []*http.Request) error {
	if len(via) >= maxRedirects {
		return fmt.Errorf("more than %d redirects", maxRedirects)
	}
	if last := via[len(via)-1]; last.URL.Scheme == "https" && req.URL.Scheme != "https" {
		return fmt.Errorf("redirect from an encrypted to an open connection, %s", req.URL.Host)
	}
	return nil
}

// Download fetches a file. If none of the addresses serves it, the error has
// what was wrong with each of them.
func (c *Client) Download(ctx context.Context, f File) error {
	if f.MaxBytes <= 0 {
		panic("fetch: no largest size")
	}
	if err := os.MkdirAll(filepath.Dir(f.Path), 0o755); err != nil {
		return fmt.Errorf("fetch: %w", err)
	}
	if c.HTTP == nil {
		own := *c
		own.HTTP = NewHTTP()
		defer own.HTTP.CloseIdleConnections()
		c = &own
	}
	urls := slices.Clone(f.URLs)
	if v, ok := readVersion(f.Path); ok {
		if i := slices.Index(urls, v.URL); i > 0 { // the one that has delivered
			urls = slices.Insert(slices.Delete(urls, i, i+1), 0, v.URL)
		}
	}
	var errs []error
	for _, url := range urls {
		err := c.fromURL(ctx, url, f)
		if err == nil {
			return nil
		}
		errs = append(errs, err)
		var local *os.PathError
		if ctx.Err() != nil || errors.As(err, &local) {
			break
		}
	}
	if len(errs) == 0 {
		return fmt.Errorf("fetch: %s: no address is known", filepath.Base(f.Path))
	}
	return errors.Join(errs...)
}

// fromURL takes the file from one place. It takes up cut transfers, as long as
// they get further each time or tries are left, also where the network or the
// server stays away for a while.
func (c *Client) fromURL(ctx context.Context, url string, f File) error {
	tries, wait := c.Tries, c.Wait
	if tries == 0 {
		tries = defaultTries
	}
	if wait == 0 {
		wait = defaultWait
	}
	best, delivered := int64(0), false
	for {
		old, got, err := c.once(ctx, url, f)
		if err == nil {
			return nil
		}
		var cut *CutError
		var sum *ChecksumError
		delivered = delivered || errors.As(err, &cut)
		again := errors.As(err, &cut) || errors.Is(err, errAnew) || delivered && mayPass(err) ||
			old > 0 && errors.As(err, &sum) // what had been kept may be what is wrong with the whole
		if got > best {
			best = got
		} else {
			tries--
		}
		if !again || tries <= 0 || ctx.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("fetch: %s: %w", url, ctx.Err())
		case <-time.After(wait):
		}
		wait = min(2*wait, maxWait)
	}
}

// once makes one attempt, and returns how many bytes there were before and
// after it.
func (c *Client) once(ctx context.Context, url string, f File) (old, got int64, err error) {
	p, err := openPart(f.Path, url)
	if err != nil {
		return 0, 0, err
	}
	old = p.size
	err = c.transfer(ctx, url, p, f.MaxBytes)
	if e := p.close(); err == nil {
		err = e
	}
	if err != nil && p.size == 0 && !p.foreign {
		return old, 0, errors.Join(err, p.remove())
	}
	if err != nil {
		return old, p.size, err
	}
	return old, 0, p.finish(f)
}

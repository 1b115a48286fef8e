package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// Server serves the page of one Content.
type Server struct {
	content *Content
	addr    string // where it listens
	token   token
	http    *http.Server
	closing chan struct{}
	once    sync.Once
	served  chan error
	failed  error // of Close
}

// The patience of the server. Streams set their own deadlines.
const (
	headerTimeout = 5 * time.Second
	answerTimeout = 20 * time.Second
	idleTimeout   = 30 * time.Second
	maxHeader     = 16 << 10 // bytes
	closeTimeout  = time.Second
	linger        = 500 * time.Millisecond // for pages to fetch what the last message told
)

// Listen starts serving at address, which Address has completed. A server that
// other machines can reach asks for a token, which is part of its URL.
func Listen(address string, c *Content) (*Server, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	s := &Server{content: c, addr: l.Addr().String(), closing: make(chan struct{}), served: make(chan error, 1)}
	hosts := []string{"localhost"}
	if a, ok := l.Addr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
		s.token = newToken()
		if name, err := os.Hostname(); err == nil {
			hosts = append(hosts, strings.ToLower(name))
		}
	}
	if host, _, err := net.SplitHostPort(address); err == nil {
		hosts = append(hosts, strings.ToLower(host))
	}
	routes := s.routes()
	if c.Mode == Training {
		routes = newRation(rationPerSecond, rationMost, routes)
	}
	s.http = &http.Server{
		Handler:           &guard{hosts: hosts, next: s.token.require(routes)},
		ReadHeaderTimeout: headerTimeout, ReadTimeout: answerTimeout, WriteTimeout: answerTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		ErrorLog: log.New(io.Discard, "", 0),
	}
	go func() { s.served <- s.http.Serve(limit(l, maxConns)) }()
	return s, nil
}

// URL returns the address of the page, with the token if one is asked for.
func (s *Server) URL() string {
	host, port, err := net.SplitHostPort(s.addr)
	if err == nil {
		if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
			host = "localhost"
			if name, err := os.Hostname(); err == nil {
				host = name
			}
		}
	}
	u := "http://" + net.JoinHostPort(host, port) + "/"
	if s.token != "" {
		u += "?token=" + string(s.token)
	}
	return u
}

// Close ends all streams after their last message, lets their pages fetch what
// it told, and stops the server. It may be called again.
func (s *Server) Close() error {
	s.once.Do(func() { s.failed = s.shutDown() })
	return s.failed
}

func (s *Server) shutDown() error {
	watched := s.content.Hub.Readers() > 0
	close(s.closing)
	if watched {
		time.Sleep(linger)
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	if err := s.http.Shutdown(ctx); err != nil {
		// Some client does not read: it is not waited for.
		_ = s.http.Close()
	}
	if err := <-s.served; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("web: %w", err)
	}
	return nil
}

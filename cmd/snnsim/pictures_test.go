package main

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/snnsim/snnsim/datasets"
)

// Pictures that take long to read are waited for no longer than wanted.
func TestReadingOfPicturesIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	reading, goOn, done := make(chan bool), make(chan bool), make(chan bool)
	go func() {
		<-reading
		cancel()
	}()
	_, err := awaitPictures(ctx, func() (*datasets.ImageSet, error) {
		defer close(done)
		close(reading)
		<-goOn
		return nil, nil
	})
	require.ErrorIs(t, err, context.Canceled)
	close(goOn)
	<-done
}

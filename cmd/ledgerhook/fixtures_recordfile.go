package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/export"
	"github.com/ledgerhook/ledgerhook/relay/provider"
)

// How much is read of a file at most.
const (
	maxArchiveBytes = 64 << 20
	maxRequestBytes = 16 << 20
)

// requestToRecord reads a captured request.
func (a *app) requestToRecord(f *recordFlags) (recordable, error) {
	var found recordable
	text, err := a.readBounded("request", f.request, maxRequestBytes)
	if err != nil {
		return found, err
	}
	header, body, err := capturedRequest(text)
	if err != nil {
		return found, unrecordable(f.request, err)
	}
	seen, err := recognized(f.provider, header, body)
	if err != nil {
		return found, unrecordable(f.request, err)
	}
	found.items = []recorded{arrived(&seen, idOf(&seen), sentAt(header, &seen), export.Arrival{})}
	return found, nil
}

// unrecordable is a file that no scenario can be made of, exit 2.
func unrecordable(path string, err error) error {
	try := "a captured request is its first line (POST /path HTTP/1.1), its headers, an empty line and its body"
	switch {
	case errors.Is(err, provider.ErrAmbiguous):
		try = "say which product it is from: --provider fintoro"
	case errors.Is(err, errUnknownType):
		try = "ledgerhook providers show lists the event types of a product"
	}
	return &exitError{code: exitUsage, err: fmt.Errorf("%s: %w", fileName(path), err), try: try}
}

// archiveToRecord reads the requests of an HTTP Archive. Those that are no webhooks are told, each with the reason.
func (a *app) archiveToRecord(f *recordFlags) (recordable, error) {
	var found recordable
	text, err := a.readBounded("har", f.har, maxArchiveBytes)
	if err != nil {
		return found, err
	}
	requests, err := export.ReadArchive(text)
	if err != nil {
		return found, &exitError{code: exitUsage, err: fmt.Errorf("%s: %w", fileName(f.har), err), try: "save an archive with contents (bodies) in HAR 1.2"}
	}
	if f.entry > len(requests) {
		return found, &exitError{code: exitNotFound, err: fmt.Errorf("%s has %d entries: there is no %d", fileName(f.har), len(requests), f.entry)}
	}
	seenBefore := map[string]int{}
	var left []string
	for i := range requests {
		r := &requests[i]
		if f.entry > 0 && r.Entry != f.entry {
			continue
		}
		seen, problem := recognizedEntry(f.provider, r, seenBefore)
		if problem != "" {
			left = append(left, fmt.Sprintf("entry %d, %s %.100s: %s", r.Entry, relay.Visible(r.Method), relay.Visible(relay.MaskURL(r.URL)), relay.Visible(problem)))
			continue
		}
		at := r.Started
		if at.IsZero() {
			at = sentAt(r.Header, &seen)
		}
		found.items = append(found.items, arrived(&seen, idOf(&seen), at, export.Arrival{}))
	}
	return found, a.tellLeft(f, &found, left)
}

// recognizedEntry is what an entry is; problem says why it is left out. before holds the entries that events came in.
func recognizedEntry(of string, r *export.ArchivedRequest, before map[string]int) (seen provider.Recognized, problem string) {
	switch {
	case r.Method != "POST":
		return seen, "no POST"
	case r.Problem != "":
		return seen, r.Problem
	}
	seen, err := recognized(of, r.Header, r.Body)
	if err != nil {
		return seen, err.Error()
	}
	id := seen.Provider + " " + idOf(&seen)
	if first, again := before[id]; again {
		return seen, fmt.Sprintf("it is the event of entry %d again", first)
	}
	before[id] = r.Entry
	return seen, ""
}

// tellLeft names the entries that were left out, on stderr, and fails where nothing else was there.
func (a *app) tellLeft(f *recordFlags, found *recordable, left []string) error {
	const shown = 20
	if len(left) > 0 && !a.quiet {
		fmt.Fprintf(a.stderr, "%s left out:\n", relay.Counted(len(left), "request"))
		for _, line := range left[:min(len(left), shown)] {
			fmt.Fprintln(a.stderr, "  "+line)
		}
		if len(left) > shown {
			fmt.Fprintf(a.stderr, "  and %d more\n", len(left)-shown)
		}
	}
	switch n := len(found.items); {
	case n == 0:
		return &exitError{code: exitUsage, err: fmt.Errorf("%s holds no webhook of a product", fileName(f.har)), try: "save an archive with contents (bodies), or name the product: --provider fintoro"}
	case n > maxRecorded:
		return usage("ledgerhook fixtures record --har FILE --entry 1", "%s holds %d webhooks, and at most %d are recorded at once", fileName(f.har), n, maxRecorded)
	}
	return nil
}

// readBounded reads a file, or standard input, of at most so many bytes.
func (a *app) readBounded(flag, path string, most int64) ([]byte, error) {
	var from io.Reader = a.stdin
	if path != "-" {
		file, err := os.Open(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, &exitError{code: exitNotFound, err: fmt.Errorf("--%s: there is no file %s", flag, path)}
		case err != nil:
			return nil, usage("", "--%s: %w", flag, err)
		}
		defer file.Close()
		from = file
	}
	text, err := io.ReadAll(io.LimitReader(from, most+1))
	switch {
	case err != nil:
		return nil, usage("", "--%s: %w", flag, err)
	case int64(len(text)) > most:
		return nil, usage("", "--%s: %s is larger than %d MiB", flag, fileName(path), most>>20)
	}
	return text, nil
}

func fileName(path string) string {
	if path == "-" {
		return "standard input"
	}
	return path
}

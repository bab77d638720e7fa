package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
)

func (a *app) deliveriesExport() *cobra.Command {
	output, repeatable := "", false
	c := &cobra.Command{
		Use: "export [FILTER]", Short: "Write everything of each delivery as JSON lines, oldest first: event, body, every request, answer and fault",
		Long: "Writes one JSON document a line, its keys sorted, to standard output or a file, which appears whole or not at all.\n\n" +
			"With --repeatable, two runs with the same seed, the same inputs and a virtual clock give equal bytes, which `cmp` can compare: it leaves out what " +
			"took real time (duration_ms, last_duration_ms, the answers' Date header) and the explanation of refusals, and writes this server's own addresses as control and mock. " +
			"Where a body holds such an address, its Content-Length and signature headers depend on the port and are written as " + coversAddress + ". " +
			"Other receivers keep their addresses, and what they answer is written as it is.",
		Example: "ledgerhook deliveries export state:failed > failed.jsonl\nledgerhook deliveries export --repeatable --output run1.jsonl && cmp run1.jsonl run2.jsonl",
		RunE: func(cmd *cobra.Command, args []string) error {
			filter, err := filterOf(args)
			if err != nil {
				return err
			}
			show := whole
			if repeatable {
				env, err := a.client().Env(cmd.Context())
				if err != nil {
					return err
				}
				if show, err = repeatableFor(env.Control, env.Mock); err != nil {
					return err
				}
			}
			n := 0
			write := func(w io.Writer) error {
				n, err = a.export(cmd.Context(), filter, show, w)
				return err
			}
			if output == "" || output == "-" {
				return write(a.stdout)
			}
			if err := writeWhole(output, write); err != nil {
				return err
			}
			if n == 1 {
				a.say("1 delivery is in %s", output)
				return nil
			}
			a.say("%d deliveries are in %s", n, output)
			return nil
		},
	}
	c.Flags().StringVarP(&output, "output", "o", "", "the file to write (default and -: standard output)")
	c.Flags().BoolVar(&repeatable, "repeatable", false, "leave out real durations and write the server's own addresses as control and mock")
	return c
}

// exported is everything of a delivery.
type exported struct {
	control.Delivery
	Event control.Event `json:"event"`
}

// whole shows an exported delivery as JSON, unsorted.
func whole(d *exported) (jsontext.Value, error) { return json.Marshal(d) }

// export writes what a filter takes and returns how many there were. It holds one page of rows and one whole delivery at
// a time. What is removed meanwhile is left out.
func (a *app) export(ctx context.Context, filter string, show func(*exported) (jsontext.Value, error), w io.Writer) (written int, err error) {
	client := a.client()
	_, live := terminal(a.stderr)
	live = live && !a.quiet
	buffered := bufio.NewWriter(w)
	var event control.Event // of the delivery before: those of one event mostly follow one another
	_, err = each(ctx, func(ctx context.Context, cursor string, n int) ([]control.Delivery, string, error) {
		if live && written > 0 {
			fmt.Fprintf(a.stderr, "\r%d", written)
		}
		return client.OldestDeliveries(ctx, filter, cursor, n)
	}, 0, func(row control.Delivery) error {
		d, err := client.Delivery(ctx, row.ID)
		if err == nil && event.ID != d.EventID {
			event, err = client.Event(ctx, d.EventID)
		}
		switch {
		case notFound(err):
			return nil
		case err != nil:
			return err
		}
		line, err := show(&exported{Delivery: d, Event: event})
		if err == nil {
			// Numbers and strings of the event's data stay as they were written.
			err = line.Format(jsontext.ReorderRawObjects(true), jsontext.PreserveRawStrings(true))
		}
		if err != nil {
			return fmt.Errorf("encode delivery %s: %w", row.ID, err)
		}
		written++
		_, err = buffered.Write(append(relay.VisibleJSON(line), '\n'))
		return err
	})
	if live && written > 0 {
		fmt.Fprint(a.stderr, "\r\x1b[K")
	}
	if err != nil {
		return written, err
	}
	return written, buffered.Flush()
}

// writeWhole writes a file beside its place and moves it there once it is whole.
func writeWhole(path string, write func(io.Writer) error) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return unwritable(err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	if err := write(file); err != nil {
		_ = file.Close()
		return err
	}
	if err := file.Close(); err != nil {
		return unwritable(err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return unwritable(err)
	}
	return nil
}

// unwritable is a file that cannot be written, exit 6.
func unwritable(err error) error {
	return &exitError{code: exitRefused, err: fmt.Errorf("write the export: %w", err), try: "name a file in a folder that you may write to"}
}

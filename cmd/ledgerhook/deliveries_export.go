package main

import (
	"bufio"
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

func (a *app) deliveriesExport() *cobra.Command {
	output, format, repeatable := "", string(export.JSONLines), false
	c := &cobra.Command{
		Use: "export [FILTER]", Short: "Write everything of each delivery, oldest first, as JSON lines, HTTP Archive, curl commands or a scenario",
		Long: "Writes to standard output or a file, which appears whole or not at all. --format says what:\n\n" +
			"  jsonl     one JSON document a line, its keys sorted: event, body, every request, answer and fault\n" +
			"  har       an HTTP Archive, one entry an attempt, for browsers and other tools\n" +
			"  curl      a command that sends the bytes of the newest attempt again, for a POSIX shell\n" +
			"  scenario  one for ledgerhook test that makes all of it happen again; names, addresses, personal numbers, free text and secrets are made up\n\n" +
			"Credentials are written as ***.\n\n" +
			"With --repeatable, two runs with the same seed, the same inputs and a virtual clock give equal bytes, which `cmp` can compare: it leaves out what " +
			"took real time (duration_ms, last_duration_ms, the answers' Date header) and the explanation of refusals, and writes this server's own addresses as control and mock. " +
			"Where a body holds such an address, its Content-Length and signature headers depend on the port and are written as " + coversAddress + ". " +
			"Other receivers keep their addresses, and what they answer is written as it is.",
		Example: "ledgerhook deliveries export state:failed > failed.jsonl\nledgerhook deliveries export --format har --output all.har\n" +
			"ledgerhook deliveries export id:dlv_… --format curl | sh\nledgerhook deliveries export id:dlv_… --format scenario > lost-answer.yaml\n" +
			"ledgerhook deliveries export --repeatable --output run1.jsonl && cmp run1.jsonl run2.jsonl",
		RunE: func(cmd *cobra.Command, args []string) error {
			filter, err := filterOf(args)
			if err != nil {
				return err
			}
			if err := checkExportFormat(export.Format(format), repeatable); err != nil {
				return err
			}
			show := export.JSON
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
				n, err = a.export(cmd.Context(), filter, export.Format(format), show, w)
				return err
			}
			if output == "" || output == "-" {
				return write(a.stdout)
			}
			if err := writeWhole(output, "the export", modeOwn, write); err != nil {
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
	c.Flags().StringVar(&format, "format", format, "jsonl, har, curl or scenario")
	c.Flags().BoolVar(&repeatable, "repeatable", false, "jsonl: leave out real durations and write the server's own addresses as control and mock")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(exportFormats(), cobra.ShellCompDirectiveNoFileComp))
	return c
}

// exportLine is how JSON lines show a delivery.
type exportLine = func(*control.Delivery, *control.Event) ([]byte, error)

// export writes what a filter takes and returns how many there were. It holds one page of rows and one whole delivery at
// a time. What is removed meanwhile is left out.
func (a *app) export(ctx context.Context, filter string, format export.Format, line exportLine, w io.Writer) (written int, err error) {
	client := a.client()
	_, live := terminal(a.stderr)
	live = live && !a.quiet
	buffered := bufio.NewWriter(w)
	to := export.NewWriter(buffered, format, buildVersion().Version)
	to.Line = line
	var event control.Event // of the delivery before: those of one event mostly follow one another
	_, err = each(ctx, func(ctx context.Context, cursor string, n int) ([]control.Delivery, string, error) {
		if live && written > 0 {
			fmt.Fprintf(a.stderr, "\r%d", written)
		}
		return client.Deliveries(ctx, control.DeliveryQuery{Filter: filter, Cursor: cursor, Limit: n, OldestFirst: true})
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
		written++
		return to.Add(&d, &event)
	})
	if live && written > 0 {
		fmt.Fprint(a.stderr, "\r\x1b[K")
	}
	if err == nil {
		err = to.Close()
	}
	if err != nil {
		return written, err
	}
	return written, buffered.Flush()
}

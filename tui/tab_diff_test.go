package tui

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ledgerhook/ledgerhook/relay/control"
)

func TestDiffPage(t *testing.T) {
	t.Parallel()
	th := newTheme(true, false)
	message := func(body string, headers ...string) control.Message {
		m := control.Message{Method: "POST", URL: "http://127.0.0.1/", Body: &body, Headers: map[string][]string{}}
		for i := 0; i < len(headers); i += 2 {
			m.Headers[headers[i]] = append(m.Headers[headers[i]], headers[i+1])
		}
		return m
	}
	answer := message("ok")
	answer.Status = 200
	one := control.Attempt{Number: 1, StartedAt: at(0), Outcome: "timeout", Request: message(`{"id":1,"lines":[1,2,3,4,5,6],"total":"10.00","last":true}`, "x-id", "7", "x-time", "100")}
	two := control.Attempt{Number: 2, StartedAt: at(10), Outcome: "success", Request: message(`{"id":1,"lines":[1,2,3,4,5,6],"total":"12.00","last":true}`, "x-id", "7", "x-time", "110", "x-new", "\x1b[2J"), Response: &answer}
	t.Run("only what differs", func(t *testing.T) {
		t.Parallel()
		compareGolden(t, "differs", drawnPage(th, th.diffPage(&one, &two, 60), 60))
	})
	t.Run("the same", func(t *testing.T) {
		t.Parallel()
		again := one
		again.Number, again.StartedAt, again.DurationMS = 3, at(20), 7
		if got := drawnPage(th, th.diffPage(&one, &again, 60), 60); !strings.HasSuffix(got, "\n\nNo difference: both sent the same and got the same.\n") {
			t.Errorf("got\n%s", got)
		}
	})
	t.Run("one attempt or none", func(t *testing.T) {
		t.Parallel()
		for want, got := range map[string]*page{
			"There is one attempt only": th.diffPage(nil, &one, 60), "No attempt was made yet": th.diffPage(nil, nil, 60),
		} {
			if text := drawnPage(th, got, 60); !strings.HasPrefix(text, want) {
				t.Errorf("got %q, want %q", text, want)
			}
		}
	})
	t.Run("JSON that differs in blanks only is compared as it came", func(t *testing.T) {
		t.Parallel()
		a, b := one, one
		a.Request, b.Request = message(`{"a":1}`), message(`{"a": 1}`)
		if got := drawnPage(th, th.diffPage(&a, &b, 60), 60); !strings.Contains(got, "- {\"a\":1}\n+ {\"a\": 1}\n") {
			t.Errorf("got\n%s", got)
		}
	})
	t.Run("bodies nested deep and bodies too long", func(t *testing.T) {
		t.Parallel()
		deep := strings.Repeat("[", 5000) + strings.Repeat("]", 5000)
		a, b := one, one
		a.Request, b.Request = message(deep), message("["+deep+"]")
		if got := drawnPage(th, th.diffPage(&a, &b, 60), 60); len(got) > 100_000 {
			t.Errorf("%d bytes", len(got))
		}
		a.Request, b.Request = message(strings.Repeat("x", maxDiffBytes)), message(strings.Repeat("y", maxDiffBytes+1))
		if got := drawnPage(th, th.diffPage(&a, &b, 60), 100); !strings.Contains(got, "65,536 bytes and 65,537 bytes: too much differs to be shown") {
			t.Errorf("got\n%.300s", got)
		}
	})
	t.Run("one value in a long body", func(t *testing.T) {
		t.Parallel()
		body := `{"list":[` + strings.Repeat(`{"id":1,"text":"Müller"},`, 30_000) + `{"id":2}]}`
		a, b := one, one
		a.Request, b.Request = message(body), message(strings.Replace(body, `{"id":2}`, `{"id":3}`, 1))
		if got := drawnPage(th, th.diffPage(&a, &b, 60), 60); !strings.Contains(got, "      },\n      {\n-       \"id\": 2\n+       \"id\": 3\n      }\n    ]\n") {
			t.Errorf("got\n%.600s", got)
		}
	})
}

func TestDifferingKeepsTheDiff(t *testing.T) {
	t.Parallel()
	text := rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]string{"a\n", "b\n", "\n", "ab\n"}), 0, 14), func(lines []string) string { return strings.Join(lines, "") })
	rapid.Check(t, func(t *rapid.T) {
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		if a == b {
			return
		}
		short, other := differing(a, b)
		at := strings.Index(a, short)
		if !strings.Contains(b, other) || at < 0 {
			t.Fatalf("%q and %q are no parts of %q and %q", short, other, a, b)
		}
		cut := len(a) - len(short)
		if cut != len(b)-len(other) {
			t.Fatalf("%d bytes are cut of the one, %d of the other", cut, len(b)-len(other))
		}
		for n := 0; n <= cut; n++ { // some split of what was cut stands before and behind both
			if strings.HasPrefix(b, a[:n]) && a == a[:n]+short+a[n+len(short):] && b == a[:n]+other+a[n+len(short):] {
				return
			}
		}
		t.Fatalf("%q and %q are not what differs in %q and %q", short, other, a, b)
	})
}

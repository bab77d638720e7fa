package export_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ledgerhook/ledgerhook/relay"
	"github.com/ledgerhook/ledgerhook/relay/control"
	"github.com/ledgerhook/ledgerhook/relay/export"
)

// wireServer answers one request, redirecting elsewhere, and hands out its bytes: the lines of its head, and its body.
func wireServer(t *testing.T) (address string, received func() (head []string, body string)) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	type request struct {
		head []string
		body string
	}
	got := make(chan request, 1)
	go func() {
		defer close(got)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		var r request
		reader, length := bufio.NewReader(conn), 0
		for {
			line, err := reader.ReadString('\n')
			if line = strings.TrimSuffix(line, "\r\n"); err != nil || line == "" {
				break
			}
			r.head = append(r.head, line)
			if _, err := fmt.Sscanf(line, "Content-Length: %d", &length); err != nil {
				continue
			}
		}
		body := make([]byte, length)
		_, err = io.ReadFull(reader, body)
		r.body = string(body)
		if err == nil {
			_, err = io.WriteString(conn, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
		}
		if err != nil {
			t.Errorf("serve: %v", err)
		}
		got <- r
	}()
	return listener.Addr().String(), func() ([]string, string) {
		r := <-got
		return r.head, r.body
	}
}

// The command sends the very bytes again, by any POSIX shell, and does nothing else.
func TestCurlSendsTheSameBytes(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("there is no curl")
	}
	long := strings.Repeat("0123456789 ", 100_000)
	for name, body := range map[string]string{
		"JSON":                  `{"id":"0b5c","text":"it's \u001b 100 % of $HOME; ` + "`id`" + ` €"}`,
		"JSON over lines":       "{\n\t\"a\": 1\n}\n\n",
		"a body like a file":    "@/etc/passwd",
		"nothing":               "",
		"bytes":                 "\x00\x01\xff\r\n'BODY\nBODY\n",
		"what drives terminals": "\x1b]0;title\a",
		"more than a word":      long,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, received := wireServer(t)
			headers := map[string][]string{
				"Host": {address}, "User-Agent": {"ledgerhook/1 it's"}, "Content-Length": {fmt.Sprint(len(body))}, "webhook-id": {"0b5c"}, "X-Empty": {""},
				"x-TWICE": {"a", "b"}, "Content-Type": {"application/json"}, "Accept-Encoding": {"gzip"},
			}
			d, a := attemptOf("http://"+address+"/a/../[1-3]{x}?q=$(id)", []byte(body), headers)
			command := export.Curl(d, a)
			script := filepath.Join(t.TempDir(), "again.sh") // the long one is too much for sh -c
			if err := os.WriteFile(script, []byte(command), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command("sh", script).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%.500s\n%.1000s", err, out, command)
			}
			head, got := received()
			want := []string{
				"Accept-Encoding: gzip", fmt.Sprintf("Content-Length: %d", len(body)), "Content-Type: application/json", "Host: " + address,
				"User-Agent: ledgerhook/1 it's", "X-Empty:", "webhook-id: 0b5c", "x-TWICE: a", "x-TWICE: b",
			}
			if first := head[0]; first != "POST /a/../[1-3]{x}?q=$(id) HTTP/1.1" {
				t.Errorf("it asked for %q", first)
			}
			head = head[1:]
			slices.Sort(head)
			if diff := cmp.Diff(want, head); diff != "" {
				t.Errorf("headers (-want +got):\n%s", diff)
			}
			if got != body {
				t.Errorf("the body is %.200q, want %.200q", got, body)
			}
		})
	}
}

// What comes from outside stays inside its quotes, and off the terminal.
func TestCurlOfHostileContent(t *testing.T) {
	t.Parallel()
	d, a := attemptOf("-o/tmp/x; \x1b[2J'", []byte("\x1b[2J"), map[string][]string{"X-Break": {"a\r\nInjected: 1"}, "@file\n": {"x"}, "X-Bell": {"\a"}})
	d.ID = "dlv_1\nrm -rf ~"
	d.Attempts, a.Request.Method = nil, "POST; id"
	want := "# attempt 2 of dlv_1\\nrm -rf ~\n" +
		`# the header "@file\n" is left out: no client may send it` + "\n" +
		`# the header "X-Break" is left out: no client may send it` + "\n" +
		"base64 --decode <<'BODY' | curl -g --path-as-is --http1.1 -X 'POST; id' \\\n" +
		`  --url $'-o/tmp/x; \033[2J\'' ` + "\\\n" +
		`  -H $'X-Bell: \007' ` + "\\\n" +
		"  -H User-Agent: \\\n  -H Accept: \\\n  -H Content-Type: \\\n  -H Expect: \\\n  --data-binary @-\n" +
		"G1sySg==\nBODY"
	if diff := cmp.Diff(want, export.Curl(d, a)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCurlTellsWhatIsMissing(t *testing.T) {
	t.Parallel()
	d, a := attemptOf("http://127.0.0.1:3000/hooks", []byte("{}"), map[string][]string{"Authorization": {"Bearer ***"}})
	if got := export.Curl(d, a); !strings.Contains(got, "# credentials are shown as ***: put them in, with `ledgerhook deliveries show dlv_1 --reveal`\n") {
		t.Errorf("nothing is said of the masked key:\n%s", got)
	}
	d, a = attemptOf("http://127.0.0.1:3000/hooks", []byte("{}"), map[string][]string{"X-A": {"b"}})
	if got := export.Curl(d, a); strings.Contains(got, "***") {
		t.Errorf("something is said to be masked:\n%s", got)
	}
	if got := export.Curl(d, nil); !strings.HasPrefix(got, "# dlv_1 was not sent yet") || !strings.HasSuffix(got, `--data-raw '{}'`) {
		t.Errorf("of one that was not sent:\n%s", got)
	}
}

// A request that is no delivery's goes out as it is told: its headers in their order, no body where there is none, and HEAD as what
// it is.
func TestCurlOf(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("there is no curl")
	}
	headers := []relay.Header{{Name: "webhook-id", Value: "1"}, {Name: "User-Agent", Value: "x"}, {Name: "webhook-id", Value: "2"}, {Name: "A", Value: "3"}}
	for name, tt := range map[string]struct{ method, body, want string }{
		"POST":                {"POST", "{}", "POST / HTTP/1.1\nwebhook-id: 1\nUser-Agent: x\nwebhook-id: 2\nA: 3\nContent-Length: 2\n{}"},
		"POST without a body": {"POST", "", "POST / HTTP/1.1\nwebhook-id: 1\nUser-Agent: x\nwebhook-id: 2\nA: 3\nContent-Length: 0\n"},
		"HEAD":                {"HEAD", "", "HEAD / HTTP/1.1\nwebhook-id: 1\nUser-Agent: x\nwebhook-id: 2\nA: 3\n"},
		"DELETE":              {"DELETE", "", "DELETE / HTTP/1.1\nwebhook-id: 1\nUser-Agent: x\nwebhook-id: 2\nA: 3\n"},
		"PUT":                 {"PUT", "{}", "PUT / HTTP/1.1\nwebhook-id: 1\nUser-Agent: x\nwebhook-id: 2\nA: 3\nContent-Length: 2\n{}"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, received := wireServer(t)
			r := relay.Request{Method: tt.method, URL: "http://" + address + "/", Headers: headers, Body: []byte(tt.body)}
			command := export.CurlOf(&r, "one\nline")
			if !strings.HasPrefix(command, `# one\nline`+"\n") {
				t.Errorf("the remark is not one line: %s", command)
			}
			if out, err := exec.Command("sh", "-c", command).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s\n%s", err, out, command)
			}
			head, body := received()
			head = slices.DeleteFunc(head, func(line string) bool { return strings.HasPrefix(line, "Host: ") })
			if diff := cmp.Diff(tt.want, strings.Join(head, "\n")+"\n"+body); diff != "" {
				t.Errorf("(-want +got):\n%s\n%s", diff, command)
			}
		})
	}
}

func TestCurlOfFile(t *testing.T) {
	t.Parallel()
	got := export.CurlOfFile(&relay.Request{Method: "POST", URL: "http://127.0.0.1/", Body: []byte("never told")}, "it's body.bin")
	if !strings.HasSuffix(got, `--data-binary '@it'\''s body.bin'`) || strings.Contains(got, "never") {
		t.Errorf("the body's file is not named: %s", got)
	}
}

// What came in goes, with its bytes and headers, to where HOOK says, and nothing in it is read by the shell.
func TestCurlIncomingGoesWhereItIsSent(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("there is no curl")
	}
	address, received := wireServer(t)
	body := `{"webhook_token":"***","text":"$HOME"}`
	request := control.Message{Method: "POST", URL: "/a?token=***&q=$(id)", Body: &body, BodyMasked: true, Headers: map[string][]string{"Idempotency-Key": {"5f0f"}}}
	command := export.CurlIncoming(&control.Incoming{ID: "inc_1", Request: &request})
	if want := "# credentials are shown as ***: put them in, with `ledgerhook relay show inc_1 --reveal`\n"; !strings.Contains(command, want) {
		t.Errorf("nothing is said of what is masked:\n%s", command)
	}
	run := exec.Command("sh", "-c", command)
	run.Env = append(os.Environ(), "HOOK=http://"+address+"/hooks")
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, command)
	}
	head, got := received()
	if head[0] != "POST /hooks/a?token=***&q=$(id) HTTP/1.1" || !slices.Contains(head, "Idempotency-Key: 5f0f") || got != body {
		t.Errorf("it sent %q and %q", head, got)
	}
	if empty := export.CurlIncoming(&control.Incoming{ID: "inc_1\nid", Request: &control.Message{Method: "POST"}}); !strings.Contains(empty, "--url \"$HOOK\" \\\n") || strings.Contains(empty, "\nid") {
		t.Errorf("of one without a path:\n%s", empty)
	}
}

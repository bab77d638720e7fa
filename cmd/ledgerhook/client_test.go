package main

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

// Commands and the terminal UI reach a server by control's typed client alone: neither makes requests of its own, nor
// knows a path of the API.
func TestTheServerIsReachedByTheClientAlone(t *testing.T) {
	t.Parallel()
	own := regexp.MustCompile(`http\.(Get|Head|Post|PostForm|NewRequest|NewRequestWithContext|DefaultClient|DefaultTransport|Client|Transport)\b|"/v1/|"/(healthz|readyz|metrics)`)
	files := 0
	for _, folder := range []string{".", "../../tui"} {
		root := os.DirFS(folder)
		names, err := fs.Glob(root, "*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := fs.ReadFile(root, name)
			if err != nil {
				t.Fatal(err)
			}
			files++
			for i, line := range strings.Split(string(text), "\n") {
				if found := own.FindString(line); found != "" {
					t.Errorf("%s/%s:%d has %s: call the server by relay/control's client", folder, name, i+1, found)
				}
			}
		}
	}
	if files < 50 {
		t.Errorf("only %d files were looked at", files)
	}
	if !own.MatchString(`resp, err := http.Get(base + "/v1/events")`) {
		t.Error("the check finds nothing")
	}
}

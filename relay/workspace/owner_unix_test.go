//go:build unix

package workspace

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// A file in /tmp could say where secrets go; git refuses the same (CVE-2022-24765).
func TestAnotherUsersFileIsNotTaken(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file to somebody else")
	}
	path := filepath.Join(t.TempDir(), FileName)
	if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chown(path, 65534, 65534)); err != nil {
		t.Fatal(err)
	}
	if got, err := Find(filepath.Dir(path)); !errors.Is(err, ErrForeign) {
		t.Errorf("%q, %v; want ErrForeign", got, err)
	}
}

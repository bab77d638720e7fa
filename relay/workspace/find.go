package workspace

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// FileName is what is looked for.
const FileName = "ledgerhook.yaml"

// ErrForeign means that a file was found that belongs to another user. Whoever puts one into a directory above, such as
// /tmp, would else say where events and secrets go.
var ErrForeign = errors.New("it belongs to another user")

// Find looks for the file in dir and then in each directory above it, as git does for its own. The path is made of dir, so
// that it is relative where dir is. None: "" and no error. A found file of another user is ErrForeign.
func Find(dir string) (path string, err error) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for {
		candidate := filepath.Join(full, FileName)
		switch info, err := os.Stat(candidate); {
		case err == nil && info.IsDir(), errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		case err != nil:
			return "", err
		case !owned(info):
			return "", fmt.Errorf("%s: %w", candidate, ErrForeign)
		default:
			return shortest(dir, candidate), nil
		}
		above := filepath.Dir(full)
		if above == full {
			return "", nil
		}
		full = above
	}
}

// shortest is the path as seen from a directory, where that can be told.
func shortest(dir, path string) string {
	full, err := filepath.Abs(dir)
	if err != nil {
		return path
	}
	relative, err := filepath.Rel(full, path)
	if err != nil {
		return path
	}
	return filepath.Join(dir, relative)
}

package strictyaml

import (
	"cmp"
	"slices"
	"strings"
)

// Mistakes are what is wrong with files; as an error never empty.
type Mistakes []*Error

func (m Mistakes) Error() string {
	texts := make([]string, len(m))
	for i, mistake := range m {
		texts[i] = mistake.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap lets errors.As find the first.
func (m Mistakes) Unwrap() []error {
	all := make([]error, len(m))
	for i, mistake := range m {
		all[i] = mistake
	}
	return all
}

// Sorted puts them in the order of files and places, and is them as an error; nil where there are none.
func (m Mistakes) Sorted() error {
	if len(m) == 0 {
		return nil
	}
	slices.SortStableFunc(m, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.At.File, b.At.File), cmp.Compare(a.At.Line, b.At.Line), cmp.Compare(a.At.Column, b.At.Column))
	})
	return m
}

package control

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/ledgerhook/ledgerhook/relay"
)

// defaultLimit is how long a page is where no limit is given.
const defaultLimit = 100

// pageOfMemory cuts a page out of a list that is held in memory. A cursor is the key of the last row of the page before.
// Where prefix is given, keys are ids in rising order: rows that went meanwhile are passed over, those that came are found.
// Otherwise the list is fixed and its keys are names.
func pageOfMemory[T any](list []T, in Paged, prefix string, key func(*T) string) (items []T, next string, err error) {
	if in.Cursor != "" {
		unreadable := &relay.InputError{Field: "cursor", Problem: fmt.Sprintf("%.64q is no cursor of this list", in.Cursor), Hint: "take the one that the page before gave, or none"}
		start := -1
		switch {
		case prefix == "":
			start = slices.IndexFunc(list, func(one T) bool { return key(&one) == in.Cursor }) + 1
			if start == 0 {
				return nil, "", unreadable
			}
		case !strings.HasPrefix(in.Cursor, prefix):
			return nil, "", unreadable
		default:
			start = slices.IndexFunc(list, func(one T) bool { return key(&one) > in.Cursor })
			if start < 0 {
				start = len(list)
			}
		}
		list = list[start:]
	}
	limit := in.Limit
	if limit == 0 {
		limit = defaultLimit
	}
	if len(list) <= limit {
		return list, "", nil
	}
	return list[:limit], key(&list[limit-1]), nil
}

// wholePage is how many rows a client asks for that wants all of them.
const wholePage = 1000

// everything follows a list's cursors to the end.
func everything[T any](ctx context.Context, c *Client, path string) ([]T, error) {
	var all []T
	for cursor := ""; ; {
		p, err := call[page[T]](ctx, c, http.MethodGet, path+query("cursor", cursor, "limit", strconv.Itoa(wholePage)), nil, nil)
		if err != nil {
			return nil, err
		}
		all = append(all, p.Items...)
		if cursor = p.Next; cursor == "" {
			return all, nil
		}
	}
}

package emulate

import (
	"math"
	"net/http"
	"strconv"
)

// listPage is a part of a list, counted from 1.
type listPage struct{ number, size int }

// pageOf reads page and per_page, which is size where it is left out and most at most. A wrong one is refused with
// Moneybird's text.
func pageOf(r *http.Request, size, most int) (listPage, error) {
	at := listPage{1, size}
	if err := readNumber(r, "page", math.MaxInt, &at.number); err != nil {
		return at, err
	}
	return at, readNumber(r, "per_page", most, &at.size)
}

// readNumber reads a number of the query, from 1; what is left out keeps its value.
func readNumber(r *http.Request, name string, most int, number *int) error {
	text := r.URL.Query().Get(name)
	if text == "" {
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return &refusal{reason: name + " does not have a valid value"}
	}
	*number = n
	return nil
}

// pageIn is the page of a list; empty beyond its end.
func pageIn[T any](list []T, at listPage) []T {
	if at.number > (len(list)+at.size-1)/at.size { // before the product below can overflow
		return nil
	}
	from := (at.number - 1) * at.size
	return list[from:min(from+at.size, len(list))]
}

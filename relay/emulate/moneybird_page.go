package emulate

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// How many records a page of Moneybird's has: that 100 is the most is documented, the default is our choice.
const (
	moneybirdPerPage    = 50
	moneybirdMaxPerPage = 100
)

// moneybirdPageHeader links the pages beside one, and tells how many records all of them have. Source: vendor documentation.
func moneybirdPageHeader(at listPage, url string, total int) http.Header {
	var links []string
	link := func(number int, rel string) {
		links = append(links, fmt.Sprintf(`<%s?page=%d&per_page=%d>; rel=%q`, url, number, at.size, rel))
	}
	last := (total + at.size - 1) / at.size
	if at.number < last {
		link(at.number+1, "next")
	}
	if at.number > 1 && at.number <= last+1 {
		link(at.number-1, "prev")
	}
	header := http.Header{"X-Total-Count": {strconv.Itoa(total)}}
	if len(links) > 0 {
		header.Set("Link", strings.Join(links, ", "))
	}
	return header
}

package tui

import (
	"strconv"
	"strings"
)

// view is one of those on number keys.
type view int

const (
	deliveriesView view = iota
	subscriptionsView
	faultsView
	booksView
	statsView
	viewCount
)

func (v view) title() string {
	return [...]string{"Deliveries", "Subscriptions", "Faults", "Books", "Stats"}[v]
}

// number is the key that opens a view.
func (v view) number() string { return strconv.Itoa(int(v) + 1) }

// otherViews name the views that are not open with their keys, as wide as there is room: with names, or the keys alone.
func (m *model) otherViews(room int) string {
	var named, keys []string
	for v := range viewCount {
		if v != m.view && m.boards[v] != nil || v == deliveriesView && m.view != v {
			named = append(named, m.theme.accent.Render(v.number())+" "+m.theme.dim.Render(v.title()))
			keys = append(keys, m.theme.accent.Render(v.number()))
		}
	}
	for _, line := range []string{strings.Join(named, "  "), strings.Join(keys, " ")} {
		if width(line) <= room {
			return line
		}
	}
	return ""
}

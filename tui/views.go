package tui

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// view is one of those on number keys.
type view int

const (
	deliveriesView view = iota
	subscriptionsView
	faultsView
	booksView
	statsView
	incomingView
	viewCount
)

func (v view) title() string {
	return [...]string{"Deliveries", "Subscriptions", "Faults", "Books", "Stats", "Incoming"}[v]
}

// number is the key that opens a view.
func (v view) number() string { return strconv.Itoa(int(v) + 1) }

// otherViews are those that are not open.
func (m *model) otherViews() []view {
	var others []view
	for v := range viewCount {
		if v != m.view && (v == deliveriesView || m.boards[v] != nil) {
			others = append(others, v)
		}
	}
	return others
}

// viewsLine names the other views with their keys, as wide as there is room: with names, or the keys alone.
func (m *model) viewsLine(room int) string {
	for _, named := range []bool{true, false} {
		var parts []string
		for _, v := range m.otherViews() {
			part := m.theme.accent.Render(v.number())
			if named {
				part += " " + m.theme.dim.Render(v.title())
			}
			parts = append(parts, part)
		}
		if line := strings.Join(parts, "  "); width(line) <= room {
			return line
		}
	}
	return ""
}

// viewsRoom is how many cells the upper border of a pane leaves beside its title.
func viewsRoom(pane int, title string) int { return pane - width(title) - 10 }

// viewAt is the view whose name is drawn at a place of the body's first line.
func (m *model) viewAt(x, y int) (v view, ok bool) {
	if y != 0 {
		return 0, false
	}
	body := m.bodyLines(m.layout())
	if len(body) == 0 {
		return 0, false
	}
	border := ansi.Strip(body[0])
	for _, v := range m.otherViews() {
		for _, text := range []string{v.number() + " " + v.title(), " " + v.number() + " "} {
			if before, _, found := strings.Cut(border, text); found {
				if from := width(before); x >= from && x < from+width(text) {
					return v, true
				}
				break
			}
		}
	}
	return 0, false
}

package tui

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

package tui

import "charm.land/bubbles/v2/key"

// inspectorKeys are those that only the inspector has.
type inspectorKeys struct {
	Body, NextOther, PreviousOther key.Binding
	Fold, FoldAll, UnfoldAll       key.Binding
	NextFound, PreviousFound       key.Binding
}

func newInspectorKeys(act func(shown string, keys ...string) key.Binding) inspectorKeys {
	return inspectorKeys{
		Body: act("b", "b"), NextOther: act("L", "L", "shift+right"), PreviousOther: act("H", "H", "shift+left"),
		Fold: act("enter", "enter", "space"), FoldAll: act("-", "-"), UnfoldAll: act("+", "+", "="),
		NextFound: act("n", "n"), PreviousFound: act("N", "N"),
	}
}

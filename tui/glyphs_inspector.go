package tui

// inspectorGlyphs are the signs that only the inspector draws.
type inspectorGlyphs struct {
	check                            string
	dns, connect, tls, answer, rest  string // the parts of an attempt's bar
	right, left, fromLeft, fromRight string // arrows between the lifelines of the ladder
}

// words reports whether things are told, not drawn: for a screen reader.
func (t *theme) words() bool { return t.here == "" }

// injectedSign stands before what says itself that it was injected.
func (t *theme) injectedSign() string {
	if t.words() {
		return ""
	}
	return t.bolt + " "
}

// badSign stands before what is wrong.
func (t *theme) badSign() string {
	if t.words() {
		return "wrong: "
	}
	return t.failedSign + " "
}

// goodSign stands before what is right.
func (t *theme) goodSign() string {
	if t.words() {
		return ""
	}
	return t.inspector().check + " "
}

func (t *theme) inspector() inspectorGlyphs {
	if t.ascii {
		return inspectorGlyphs{
			check: "+", dns: ":", connect: "%", tls: "&", answer: "#", rest: "=",
			right: ">", left: "<", fromLeft: "+", fromRight: "+",
		}
	}
	return inspectorGlyphs{
		check: "✓", dns: "░", connect: "▒", tls: "▓", answer: "█", rest: "▄",
		right: "▶", left: "◀", fromLeft: "├", fromRight: "┤",
	}
}

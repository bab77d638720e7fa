package tui

// banner says that the connection is lost and when it is tried again, while what was seen before stays on the screen. It
// is empty while there is nothing to say.
func (m *model) banner(w int) string {
	t, s := m.theme, &m.server
	if s.connected || s.lost == nil || s.heardAt.IsZero() {
		return ""
	}
	text := " " + t.failedSign + " connection lost"
	now := m.calls.clock.Now()
	if left := s.retryAt.Sub(now); left > 0 {
		text += ", next try in " + wait(left)
	} else {
		text += ", trying again"
	}
	text += "; what you see is " + age(now.Sub(s.heardAt)) + " old"
	return t.alarm.Render(t.fit(text, w))
}

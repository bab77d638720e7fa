package provider

import "testing"

// Every mistake has a text of its own, by which it is found again.
func TestMistakeTexts(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for id, text := range mistakeTexts() {
		if text == "" || seen[text] {
			t.Errorf("mistake %d has the text %q, which is empty or another's", id, text)
		}
		seen[text] = true
		if found := madeOf(text + "+" + text); len(found) != 2 || found[0] != mistakeID(id) {
			t.Errorf("%q names %v", text, found)
		}
	}
}

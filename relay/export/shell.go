package export

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ShellWord is a word of a shell, whatever it holds: as it is, in single quotes, or where it holds what drives a terminal as
// $'…', which bash, zsh and ksh know and older shells do not. A NUL, which no word can hold, is left out.
func ShellWord(word string) string {
	switch {
	case word != "" && strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+:@%,") == "":
		return word
	case printable(word, ""):
		return singleQuoted(word)
	}
	var b strings.Builder
	b.WriteString("$'")
	for rest := word; rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case r == '\'' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == 0:
		case r == utf8.RuneError && size == 1, !unicode.IsPrint(r):
			for i := range size {
				fmt.Fprintf(&b, `\%03o`, rest[i])
			}
		default:
			b.WriteRune(r)
		}
		rest = rest[size:]
	}
	b.WriteByte('\'')
	return b.String()
}

// singleQuoted is a text in single quotes of a POSIX shell.
func singleQuoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// printable reports whether a text is valid UTF-8 and holds nothing that drives a terminal, but for what also may be in it.
func printable(text, also string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) && !strings.ContainsRune(also, r) })
}

package provider

import (
	"net/http"
	"strings"
)

// row is a line in each language. {header}, {lower}, {canonical} and {server} stand for the name of the signature's header,
// as each wants it, and {prefix} for the secret's.
type row struct{ node, python, php, ruby, csharp, golang string }

func (w *row) of(l *language, r *recipe) string {
	line := map[string]string{"node": w.node, "python": w.python, "php": w.php, "ruby": w.ruby, "csharp": w.csharp, "go": w.golang}[l.name]
	server := func(name string) string { return "HTTP_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_")) } // CGI's name of a header
	lower := strings.ToLower(r.header)
	return strings.NewReplacer("{header}", r.header, "{lower}", lower, "{canonical}", http.CanonicalHeaderKey(r.header), "{server}", server(r.header), "{prefix}", r.prefix).Replace(line)
}

// instead is a mistake whose line is written out.
func instead(wrong, right row) fix {
	return func(l *language, r *recipe) lines { return lines{wrong.of(l, r), right.of(l, r)} }
}

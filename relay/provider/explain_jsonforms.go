package provider

// jsonForms are how usual libraries write JSON, the most usual first, with their defaults but for what is named. Node's,
// Python's and Go's are held against what those wrote; PHP's follow the rules of its source (7.1 and later), Ruby's,
// Rails' and .NET's their documentation. Where several write the same bytes, the first is named.
func jsonForms() []jsonForm {
	js := jsonForm{words: "JSON.stringify", comma: ",", colon: ":", numbers: jsNumbers(), numericFirst: true}
	python := jsonForm{words: "Python's json.dumps", comma: ", ", colon: ": ", numbers: pythonNumbers(), escapes: escapeStyle{ascii: true, del: true}}
	php := jsonForm{words: "PHP's json_encode", comma: ",", colon: ":", numbers: phpNumbers(), escapes: escapeStyle{ascii: true, slash: true}}
	kept := jsonForm{words: "compacted, numbers as written", comma: ",", colon: ":", numbers: numberStyle{asWritten: true}}
	ruby := jsonForm{words: "compact, floats with .0, such as Ruby's to_json", comma: ",", colon: ":", numbers: rubyNumbers()}
	goMap := jsonForm{words: "Go's json.Marshal of a map", comma: ",", colon: ":", numbers: goNumbers(), escapes: escapeStyle{html: true, lineSeparators: true}, sorted: true}
	return []jsonForm{
		js,
		js.with("JSON.stringify, 2 blanks", func(f *jsonForm) { f.pretty("  ") }),
		js.with("JSON.stringify, 4 blanks", func(f *jsonForm) { f.pretty("    ") }),
		js.with("JSON.stringify, tabs", func(f *jsonForm) { f.pretty("\t") }),
		js.with("JSON.stringify, sorted keys", func(f *jsonForm) { f.sorted = true }),
		js.with("JSON.stringify, outer keys sorted", func(f *jsonForm) { f.sortedTop = true }),
		python,
		python.with("Python's json.dumps, compact separators", func(f *jsonForm) { f.comma, f.colon = ",", ":" }),
		python.with("Python's json.dumps, ensure_ascii=False", func(f *jsonForm) { f.escapes = escapeStyle{} }),
		python.with("Python's json.dumps, compact, ensure_ascii=False", func(f *jsonForm) { f.comma, f.colon, f.escapes = ",", ":", escapeStyle{} }),
		python.with("Python's json.dumps, sort_keys", func(f *jsonForm) { f.sorted = true }),
		python.with("Python's json.dumps, sort_keys, ensure_ascii=False", func(f *jsonForm) { f.sorted, f.escapes = true, escapeStyle{} }),
		python.with("Python's json.dumps, sort_keys, compact", func(f *jsonForm) { f.sorted, f.comma, f.colon = true, ",", ":" }),
		python.with("Python's json.dumps, sort_keys, compact, ensure_ascii=False", func(f *jsonForm) {
			f.sorted, f.comma, f.colon, f.escapes = true, ",", ":", escapeStyle{}
		}),
		python.with("Python's json.dumps, indent=2", func(f *jsonForm) { f.pretty("  ") }),
		python.with("Python's json.dumps, indent=4", func(f *jsonForm) { f.pretty("    ") }),
		php,
		php.with("PHP's json_encode, JSON_UNESCAPED_SLASHES", func(f *jsonForm) { f.escapes.slash = false }),
		php.with("PHP's json_encode, JSON_UNESCAPED_UNICODE", func(f *jsonForm) { f.escapes = escapeStyle{slash: true, lineSeparators: true} }),
		php.with("PHP's json_encode, JSON_UNESCAPED_SLASHES and _UNICODE", func(f *jsonForm) { f.escapes = escapeStyle{lineSeparators: true} }),
		php.with("PHP's json_encode, JSON_PRETTY_PRINT", func(f *jsonForm) { f.pretty("    ") }),
		php.with("PHP's json_encode, pretty, unescaped slashes and Unicode", func(f *jsonForm) {
			f.pretty("    ")
			f.escapes = escapeStyle{lineSeparators: true}
		}),
		php.with("PHP's json_encode of an array", func(f *jsonForm) { f.lists = true }),
		php.with("PHP's json_encode, JSON_PRESERVE_ZERO_FRACTION", func(f *jsonForm) { f.numbers.pointZero = true }),
		php.with("PHP's json_encode of an array, unescaped slashes", func(f *jsonForm) { f.lists, f.escapes.slash = true, false }),
		php.with("PHP's json_encode of an array, unescaped slashes and Unicode", func(f *jsonForm) { f.lists, f.escapes = true, escapeStyle{lineSeparators: true} }),
		php.with("PHP's json_encode after ksort", func(f *jsonForm) { f.sortedTop = true }),
		php.with("PHP's json_encode after ksort, unescaped slashes", func(f *jsonForm) { f.sortedTop, f.escapes.slash = true, false }),
		php.with("PHP's json_encode after ksort, unescaped slashes and Unicode", func(f *jsonForm) { f.sortedTop, f.escapes = true, escapeStyle{lineSeparators: true} }),
		kept,
		kept.with("indented by 2, numbers as written", func(f *jsonForm) { f.pretty("  ") }),
		kept.with("indented by 4, numbers as written", func(f *jsonForm) { f.pretty("    ") }),
		kept.with("indented by tabs, numbers as written", func(f *jsonForm) { f.pretty("\t") }),
		kept.with("sorted keys, numbers as written", func(f *jsonForm) { f.sorted = true }),
		kept.with("other than ASCII escaped, numbers as written", func(f *jsonForm) { f.escapes = escapeStyle{ascii: true} }),
		kept.with("slashes escaped, numbers as written", func(f *jsonForm) { f.escapes = escapeStyle{slash: true} }),
		ruby,
		ruby.with("Ruby's to_json of a sorted hash", func(f *jsonForm) { f.sortedTop = true }),
		ruby.with("Ruby's JSON.pretty_generate", func(f *jsonForm) { f.pretty("  ") }),
		ruby.with("Rails' to_json", func(f *jsonForm) { f.escapes = escapeStyle{html: true, lineSeparators: true} }),
		goMap,
		goMap.with("Go's json.MarshalIndent of a map", func(f *jsonForm) { f.pretty("  ") }),
		goMap.with("Go's json.MarshalIndent of a map, tabs", func(f *jsonForm) { f.pretty("\t") }),
		goMap.with("Go's json.Marshal of a map, numbers as written", func(f *jsonForm) { f.numbers = numberStyle{asWritten: true} }),
		goMap.with("Go's json.Marshal of a struct", func(f *jsonForm) { f.sorted = false }),
		goMap.with("Go's json.Marshal, numbers as written", func(f *jsonForm) { f.sorted, f.numbers = false, numberStyle{asWritten: true} }),
		kept.with(".NET's JsonSerializer", func(f *jsonForm) { f.escapes = dotNetEscapes() }),
		kept.with(".NET's JsonSerializer, indented", func(f *jsonForm) {
			f.pretty("  ")
			f.escapes = dotNetEscapes()
		}),
		python.with("the parsed body as Python's str() shows it", func(f *jsonForm) {
			f.shown, f.strings, f.names = true, pythonText, [3]string{"True", "False", "None"}
		}),
		ruby.with("the parsed body as Ruby's to_s shows it", func(f *jsonForm) {
			f.shown, f.comma, f.colon, f.strings, f.names = true, ", ", "=>", rubyText, [3]string{2: "nil"}
		}),
		ruby.with("the parsed body as Ruby's to_s shows it from 3.4 on", func(f *jsonForm) {
			f.shown, f.comma, f.colon, f.strings, f.names = true, ", ", " => ", rubyText, [3]string{2: "nil"}
		}),
	}
}

// with is another form made of this one.
func (f jsonForm) with(words string, change func(*jsonForm)) jsonForm {
	f.words = words
	change(&f)
	return f
}

func (f *jsonForm) pretty(indent string) { f.comma, f.colon, f.indent = ",", ": ", indent }

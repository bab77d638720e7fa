// Package strictyaml reads one YAML document of a file field by field, and says of every mistake where it stands, what it is
// and what to write instead: an unknown key, a wrong type, a key twice. It bounds how large, how deep and how manifold a file
// may be before a parser sees it, and takes no tags, merge keys or further documents.
//
// It knows nothing of what the files say, and imports relay for words that are made visible, and the nearest known word.
package strictyaml

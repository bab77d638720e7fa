package provider

// sent is a mistake in what stands in the signature's header: whoever sends has to change it, such as a test of one's own.
func sent(change func(r *recipe) []term) fix {
	return func(l *language, r *recipe) lines {
		return lines{l.set(r.header, l.join(change(r))), l.set(r.header, l.join(r.value))}
	}
}

// signatureAs is the right header with something else for the signature.
func signatureAs(terms ...term) fix {
	return sent(func(r *recipe) []term {
		var value []term
		for _, t := range r.value {
			if t.of == signatureText {
				value = append(value, terms...)
			} else {
				value = append(value, t)
			}
		}
		return value
	})
}

// headerFixes are for the form of the signature's header.
func headerFixes() map[mistakeID]fix {
	fixes := presenceFixes()
	fixes[versionPrefix] = sent(func(r *recipe) []term {
		if r.scheme.version == "" {
			return []term{lit("v1="), of(signatureText)}
		}
		return append([]term{lit("sha256=")}, r.value...)
	})
	fixes[versionMissing] = sent(func(r *recipe) []term {
		if r.scheme.text == timeBody {
			return []term{lit("t="), of(timeValue), lit(","), of(signatureText)}
		}
		return []term{of(signatureText)}
	})
	fixes[headerBlanks] = sent(func(r *recipe) []term { return append(r.value[:len(r.value):len(r.value)], lit("\n")) })
	fixes[headerForm] = sent(func(r *recipe) []term { return append([]term{lit("signature ")}, r.value...) })
	fixes[noSignature] = signatureAs(of(signatureBytes))
	fixes[signatureCut] = signatureAs(of(signatureCutShort))
	return fixes
}

// presenceFixes are for headers that are not there, are empty, or are there more than once.
func presenceFixes() map[mistakeID]fix {
	return map[mistakeID]fix{
		headerMissing: instead(row{
			`const given = req.headers["{canonical}"];`, `given = request.environ.get("{header}")`, `$given = $_SERVER['{header}'] ?? null;`, `given = request.env["{header}"]`,
			`var given = Request.Query["{header}"];`, `given := r.Header["{lower}"]`,
		}, row{
			`const given = req.headers["{lower}"];`, `given = request.headers["{header}"]`, `$given = $_SERVER['{server}'] ?? null;`, `given = request.env["{server}"]`,
			`var given = Request.Headers["{header}"];`, `given := r.Header.Get("{header}")`,
		}),
		headerEmpty: func(l *language, r *recipe) lines {
			return lines{l.set(r.header, l.join(nil)), l.set(r.header, l.join(r.value))}
		},
		headerRepeated: func(l *language, r *recipe) lines {
			value := l.join(r.value)
			twice := row{
				`headers.append("{header}", `, `headers.add("{header}", `, `header('{header}: ' . `, `request.add_field "{header}", `, `request.Headers.Add("{header}", `, `req.Header.Add("{header}", `,
			}
			once := row{
				`headers.set("{header}", `, `headers.set("{header}", `, `header('{header}: ' . `, `request["{header}"] = `,
				`request.Headers.Remove("{header}"); request.Headers.Add("{header}", `, `req.Header.Set("{header}", `,
			}
			after := row{");", ")", ", false);", "", ");", ")"}
			end := row{");", ")", ", true);", "", ");", ")"}
			return lines{twice.of(l, r) + value + after.of(l, r), once.of(l, r) + value + end.of(l, r)}
		},
	}
}

// bearerFixes are for Finpilo's key.
func bearerFixes() map[mistakeID]fix {
	sends := func(terms ...term) fix { return sent(func(*recipe) []term { return terms }) }
	fixes := presenceFixes()
	fixes[bearerMissing] = sends(of(apiKey))
	fixes[bearerMasked] = sends(lit("Bearer ***"))
	fixes[bearerBasic] = sends(lit("Basic "), of(apiKeyBase64))
	fixes[bearerScheme] = sends(lit("Token "), of(apiKey))
	fixes[bearerBlank] = sends(lit("Bearer "), of(apiKey), lit("\n"))
	fixes[bearerEncoded] = sends(lit("Bearer "), of(apiKeyBase64))
	fixes[bearerCase] = sends(lit("Bearer "), of(apiKeyUpper))
	fixes[bearerOther] = sends(lit("Bearer "), of(oldAPIKey))
	fixes[oldSecret] = fixes[bearerOther]
	fixes[bearerOtherHeader] = func(l *language, r *recipe) lines {
		return lines{l.set("X-API-Key", l.join([]term{of(apiKey)})), l.set(r.header, l.join(r.value))}
	}
	fixes[bearerUnexpected] = func(l *language, r *recipe) lines {
		set := l.set(r.header, l.join(r.value))
		before := row{"if (key) ", "if key: ", "if ($key !== '') ", "", "if (key != \"\") ", "if key != \"\" { "}
		after := row{ruby: " unless key.empty?", golang: " }"}
		return lines{set, before.of(l, r) + set + after.of(l, r)}
	}
	return fixes
}

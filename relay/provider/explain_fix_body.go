package provider

// bodyFixes are for how the body comes to the HMAC: always, the raw bytes are read before anything else.
func bodyFixes() map[mistakeID]fix {
	fixes := map[mistakeID]fix{}
	for id, wrong := range bodyRows() {
		fixes[id] = func(l *language, r *recipe) lines { return lines{wrong.of(l, r), l.rawBody} }
	}
	fixes[decompressedBody] = instead(row{
		`const body = req.body; // express.raw() decompresses`, `body = gzip.decompress(request.get_data())`, `$body = gzdecode(file_get_contents('php://input'));`,
		`body = Zlib.gunzip(request.raw_post)`, `app.UseRequestDecompression();`, `zipped, err := gzip.NewReader(r.Body); body, err := io.ReadAll(zipped)`,
	}, row{
		`const chunks = []; for await (const chunk of req) chunks.push(chunk); const body = Buffer.concat(chunks);`, `body = request.get_data()`,
		`$body = file_get_contents('php://input');`, `body = request.raw_post`, `// verify before app.UseRequestDecompression();`, `body, err := io.ReadAll(r.Body)`,
	})
	fixes[compressedBody] = instead(row{
		`const body = Buffer.concat(chunks);`, `body = request.get_data()`, `$body = file_get_contents('php://input');`, `body = request.raw_post`,
		`var body = buffer.ToArray();`, `body, err := io.ReadAll(r.Body)`,
	}, row{
		`const body = zlib.gunzipSync(Buffer.concat(chunks));`, `body = gzip.decompress(request.get_data())`, `$body = gzdecode(file_get_contents('php://input'));`,
		`body = Zlib.gunzip(request.raw_post)`, `app.UseRequestDecompression(); // before the body is read`, `zipped, err := gzip.NewReader(r.Body); body, err := io.ReadAll(zipped)`,
	})
	return fixes
}

func bodyRows() map[mistakeID]row {
	return map[mistakeID]row{
		emptyBody: {
			`let body = ""; req.on("end", () => {}); // read by a parser before`, `request.form; body = request.get_data() # the parser has taken it`, `$body = http_build_query($_POST);`,
			`request.body.read; body = request.body.read`, `var body = new byte[0]; // Request.Body was read before`, `json.NewDecoder(r.Body).Decode(&event); body, err := io.ReadAll(r.Body)`,
		},
		trailingNewline: {
			`const body = req.body + "\n";`, `body = (request.get_data(as_text=True) + "\n").encode()`, `$body = implode('', array_map(fn($l) => rtrim($l) . "\n", file('php://input')));`,
			`body = request.raw_post.lines.map { |line| line.chomp + "\n" }.join`, `var body = Encoding.UTF8.GetBytes(await reader.ReadLineAsync() + "\n");`, `body := []byte(scanner.Text() + "\n")`,
		},
		trimmedBody: {
			`const body = req.body.toString().trim();`, `body = request.get_data().strip()`, `$body = trim(file_get_contents('php://input'));`, `body = request.raw_post.strip`,
			`var body = Encoding.UTF8.GetBytes(text.Trim());`, `body = bytes.TrimSpace(body)`,
		},
		lineEndings: {
			`const body = req.body.toString().replace(/\r?\n/g, "\r\n");`, `body = io.TextIOWrapper(request.stream).read().encode()`, `$body = str_replace("\r\n", "\n", file_get_contents('php://input'));`,
			`body = request.raw_post.encode(universal_newline: true)`, `var body = Encoding.UTF8.GetBytes(string.Join(Environment.NewLine, text.Split('\n')));`,
			`body = bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n"))`,
		},
		byteOrderMark: {
			`const body = "\uFEFF" + req.body;`, `body = request.get_data(as_text=True).encode("utf-8-sig")`, `$body = "\u{FEFF}" . file_get_contents('php://input');`,
			`body = "\uFEFF" + request.raw_post`, `var body = Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(text)).ToArray();`, `body = append([]byte("\uFEFF"), body...)`,
		},
		objectAsText: {
			`const body = String(req.body); // an object, behind express.json()`, `body = str(request.json).encode()`, `$body = (string) json_decode(file_get_contents('php://input'), true); // Array`, `body = JSON.parse(request.raw_post).to_s`,
			`var body = Encoding.UTF8.GetBytes(payload.ToString());`, `json.NewDecoder(r.Body).Decode(&event); body := []byte(fmt.Sprint(event))`,
		},
		quotedBody: {
			`const body = JSON.stringify(req.body.toString());`, `body = json.dumps(request.get_data(as_text=True)).encode()`, `$body = json_encode(file_get_contents('php://input'));`,
			`body = request.raw_post.to_json`, `var body = JsonSerializer.SerializeToUtf8Bytes(text);`, `body, err := json.Marshal(string(raw))`,
		},
		encodedBody: {
			`const body = event.body; // base64, as event.isBase64Encoded says`, `body = event["body"].encode() # base64, as event["isBase64Encoded"] says`,
			`$body = base64_encode(file_get_contents('php://input'));`, `body = event["body"] # base64`, `var body = Encoding.UTF8.GetBytes(request.Body); // base64`,
			`body := []byte(request.Body) // base64, as request.IsBase64Encoded says`,
		},
		wrongCharset: {
			`const body = Buffer.from(req.body.toString("latin1"));`, `body = request.get_data().decode("latin-1").encode()`, `$body = utf8_encode(file_get_contents('php://input'));`,
			`body = request.raw_post.force_encoding("ISO-8859-1").encode("UTF-8")`, `var body = Encoding.Unicode.GetBytes(text);`,
			`body, err := charmap.ISO8859_1.NewDecoder().Bytes(raw)`,
		},
		reserialisedJSON: {
			`const body = JSON.stringify(req.body); // behind express.json()`, `body = json.dumps(request.json).encode()`, `$body = json_encode(json_decode(file_get_contents('php://input')));`,
			`body = JSON.parse(request.raw_post).to_json`, `var body = JsonSerializer.SerializeToUtf8Bytes(payload);`, `json.NewDecoder(r.Body).Decode(&event); body, err := json.Marshal(event)`,
		},
		jsonReordered: {
			`const body = stableStringify(req.body);`, `body = json.dumps(request.json, sort_keys=True, separators=(",", ":")).encode()`, `ksort($payload); $body = json_encode($payload);`,
			`body = JSON.generate(payload.sort.to_h)`, `var body = JsonSerializer.SerializeToUtf8Bytes(new SortedDictionary<string, object>(payload));`,
			`var event map[string]any; json.NewDecoder(r.Body).Decode(&event); body, err := json.Marshal(event)`,
		},
		jsonEscaped: {
			`const body = JSON.stringify(req.body).replaceAll("/", "\\/");`, `body = json.dumps(request.json, separators=(",", ":")).encode()`, `$body = json_encode($payload);`,
			`body = payload.to_json # Rails escapes < > &`, `var body = JsonSerializer.SerializeToUtf8Bytes(payload);`, `body, err := json.Marshal(event) // escapes < > &`,
		},
		truncatedBody: {
			`req.once("data", (chunk) => verify(chunk)); // the first chunk only`, `body = request.stream.read(65536)`, `$body = fread(fopen('php://input', 'r'), 8192);`, `body = request.body.read(65_536)`,
			`var n = await Request.Body.ReadAsync(buffer); var body = buffer[..n];`, `body, err := io.ReadAll(io.LimitReader(r.Body, 65536))`,
		},
		urlDecodedBody: {
			`const body = decodeURIComponent(req.body.toString());`, `body = urllib.parse.unquote_plus(request.get_data(as_text=True)).encode()`, `$body = urldecode(file_get_contents('php://input'));`,
			`body = CGI.unescape(request.raw_post)`, `var body = Encoding.UTF8.GetBytes(WebUtility.UrlDecode(text));`, `text, err := url.QueryUnescape(string(body)); body = []byte(text)`,
		},
		urlEncodedBody: {
			`const body = encodeURIComponent(req.body.toString());`, `body = urllib.parse.quote(request.get_data()).encode()`, `$body = urlencode(file_get_contents('php://input'));`,
			`body = CGI.escape(request.raw_post)`, `var body = Encoding.UTF8.GetBytes(Uri.EscapeDataString(text));`, `body = []byte(url.QueryEscape(string(body)))`,
		},
		formParsedBody: {
			`const body = new URLSearchParams(req.body).toString(); // behind express.urlencoded()`, `body = urllib.parse.urlencode(request.form).encode()`, `$body = http_build_query($_POST);`,
			`body = URI.encode_www_form(request.POST)`, `var body = Encoding.UTF8.GetBytes(await new FormUrlEncodedContent(form).ReadAsStringAsync());`,
			`r.ParseForm(); body := []byte(r.PostForm.Encode())`,
		},
		hashedBody: {
			`const body = createHash("sha256").update(req.body).digest("hex");`, `body = hashlib.sha256(request.get_data()).hexdigest().encode()`, `$body = hash('sha256', file_get_contents('php://input'));`,
			`body = Digest::SHA256.hexdigest(request.raw_post)`, `var body = Encoding.UTF8.GetBytes(Convert.ToHexString(SHA256.HashData(raw)).ToLowerInvariant());`,
			`sum := sha256.Sum256(raw); body := []byte(hex.EncodeToString(sum[:]))`,
		},
	}
}

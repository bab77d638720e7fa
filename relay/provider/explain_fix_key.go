package provider

// keyFixes are for what the HMAC gets as its key.
func keyFixes() map[mistakeID]fix {
	key := func(k keyText) fix { return computed(func(r *recipe) { r.key = k }) }
	read := row{
		`const secret = process.env.WEBHOOK_SECRET.trim();`, `secret = os.environ["WEBHOOK_SECRET"].strip()`, `$secret = trim(getenv('WEBHOOK_SECRET'));`, `secret = ENV.fetch("WEBHOOK_SECRET").strip`,
		`var secret = Environment.GetEnvironmentVariable("WEBHOOK_SECRET")!.Trim();`, `secret := strings.TrimSpace(os.Getenv("WEBHOOK_SECRET"))`,
	}
	return map[mistakeID]fix{
		secretNotDecoded: key(keyWhole),
		prefixCut:        key(keyCut),
		secretDecoded: computed(func(r *recipe) {
			r.key = keyBase64
			if r.scheme.name == "moneybird" { // whose secret is hex, and counts as text
				r.key = keyHex
			}
		}),
		secretUTF16:   key(keyUTF16),
		secretEncoded: key(keyEncoded),
		secretCase:    key(keyUpper),
		oldSecret:     key(keyOld),
		secretBlank: instead(row{
			`const secret = fs.readFileSync("secret.txt", "utf8");`, `secret = open("secret.txt").read()`, `$secret = file_get_contents('secret.txt');`, `secret = File.read("secret.txt")`,
			`var secret = File.ReadAllText("secret.txt");`, `text, err := os.ReadFile("secret.txt"); secret := string(text)`,
		}, row{
			`const secret = fs.readFileSync("secret.txt", "utf8").trim();`, `secret = open("secret.txt").read().strip()`, `$secret = trim(file_get_contents('secret.txt'));`, `secret = File.read("secret.txt").strip`,
			`var secret = File.ReadAllText("secret.txt").Trim();`, `text, err := os.ReadFile("secret.txt"); secret := strings.TrimSpace(string(text))`,
		}),
		secretQuoted: instead(row{
			`const secret = fs.readFileSync(".env", "utf8").match(/WEBHOOK_SECRET=(.*)/)[1];`, `secret = re.search("WEBHOOK_SECRET=(.*)", open(".env").read())[1]`,
			`$secret = substr(file_get_contents('.env'), strlen('WEBHOOK_SECRET='));`, `secret = File.read(".env")[/WEBHOOK_SECRET=(.*)/, 1]`,
			`var secret = File.ReadAllText(".env").Split('=', 2)[1];`, `_, secret, _ := strings.Cut(string(env), "WEBHOOK_SECRET=")`,
		}, row{ // the environment may have the quotes, too: docker --env-file leaves them
			`const secret = process.env.WEBHOOK_SECRET.replace(/^[\s"']+|[\s"']+$/g, "");`, `secret = os.environ["WEBHOOK_SECRET"].strip("\"' ")`, `$secret = trim(getenv('WEBHOOK_SECRET'), "\"' ");`,
			`secret = ENV.fetch("WEBHOOK_SECRET").gsub(/\A[\s"']+|[\s"']+\z/, "")`, `var secret = Environment.GetEnvironmentVariable("WEBHOOK_SECRET")!.Trim('"', '\'', ' ');`,
			`secret := strings.Trim(os.Getenv("WEBHOOK_SECRET"), "\"' ")`,
		}),
		secretURLEncoded: instead(row{
			`const secret = encodeURIComponent(process.env.WEBHOOK_SECRET);`, `secret = urllib.parse.quote_plus(os.environ["WEBHOOK_SECRET"])`, `$secret = urlencode(getenv('WEBHOOK_SECRET'));`,
			`secret = CGI.escape(ENV.fetch("WEBHOOK_SECRET"))`, `var secret = Uri.EscapeDataString(Environment.GetEnvironmentVariable("WEBHOOK_SECRET")!);`, `secret := url.QueryEscape(os.Getenv("WEBHOOK_SECRET"))`,
		}, read),
		secretURLDecoded: instead(row{
			`const secret = new URLSearchParams("secret=" + process.env.WEBHOOK_SECRET).get("secret");`, `secret = urllib.parse.unquote_plus(os.environ["WEBHOOK_SECRET"])`,
			`$secret = urldecode(getenv('WEBHOOK_SECRET'));`, `secret = CGI.unescape(ENV.fetch("WEBHOOK_SECRET"))`, `var secret = WebUtility.UrlDecode(Environment.GetEnvironmentVariable("WEBHOOK_SECRET"));`,
			`secret, err := url.QueryUnescape(os.Getenv("WEBHOOK_SECRET"))`,
		}, read),
		secretUnset: instead(row{
			`const secret = String(process.env.WEBHOOK_SECERT ?? "");`, `secret = str(os.environ.get("WEBHOOK_SECERT", ""))`, `$secret = (string) getenv('WEBHOOK_SECERT');`, `secret = ENV["WEBHOOK_SECERT"].to_s`,
			`var secret = Environment.GetEnvironmentVariable("WEBHOOK_SECERT") ?? "";`, `secret := os.Getenv("WEBHOOK_SECERT")`,
		}, read),
		swappedTokens: instead(row{
			`const given = req.headers["x-sf-signature-2"]; // compared with what token 1 gives`, `given = request.headers["X-SF-SIGNATURE-2"] # compared with what token 1 gives`,
			`$given = $_SERVER['HTTP_X_SF_SIGNATURE_2']; // compared with what token 1 gives`, `given = request.headers["X-SF-SIGNATURE-2"] # compared with what token 1 gives`,
			`var given = Request.Headers["X-SF-SIGNATURE-2"]; // compared with what token 1 gives`, `given := r.Header.Get("X-SF-SIGNATURE-2") // compared with what token 1 gives`,
		}, row{
			`const given = req.headers["x-sf-signature-1"];`, `given = request.headers["X-SF-SIGNATURE-1"]`, `$given = $_SERVER['HTTP_X_SF_SIGNATURE_1'];`, `given = request.headers["X-SF-SIGNATURE-1"]`,
			`var given = Request.Headers["X-SF-SIGNATURE-1"];`, `given := r.Header.Get("X-SF-SIGNATURE-1")`,
		}),
	}
}

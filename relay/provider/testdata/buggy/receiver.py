# Receivers that get signatures wrong, each in one way. A request stands in each line of standard input; for each, one line of JSON
# tells what every receiver computes, by the mistake that it makes.
import base64, datetime, gzip, hashlib, hmac, json, sys, urllib.parse


def receivers(request):
    product, secret = request["product"], request["secret"]
    ident, stamp = request["id"], request["timestamp"]
    body = base64.b64decode(request["body"])
    hexed = product != "bookkeeper"

    def key_of(text):
        return text.encode() if hexed else base64.b64decode(text[len("whsec_"):])

    def out(digest):
        return digest.hex() if hexed else base64.b64encode(digest).decode()

    key = key_of(secret)
    lead = {"moneybird": f"{stamp}.", "bookkeeper": f"{ident}.{stamp}."}.get(product, "")

    def sign(text=body, key=key, lead=lead, hash="sha256"):
        text = text.encode() if isinstance(text, str) else text
        return out(hmac.digest(key, lead.encode() + text, hash))

    if body[:2] == b"\x1f\x8b":
        return {"decompressed-body": sign(gzip.decompress(body))}

    text = body.decode()
    parsed = json.loads(text)
    found = {
        "empty-body": sign(b""),
        "reserialised-json": sign(json.dumps(parsed)),
        "object-as-text": sign(str(parsed)),
        "keys-reordered": sign(json.dumps(parsed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)),
        "json-escaped": sign(json.dumps(parsed, separators=(",", ":"))),
        "quoted-body": sign(json.dumps(text, ensure_ascii=False)),
        "quoted-body escaped": sign(json.dumps(text)),
        "quoted-body bytes": sign(str(body)),
        "trailing-newline": sign(text + "\r\n"),
        "byte-order-mark": sign(text.encode("utf-8-sig")),
        "encoded-body": sign(body.hex()),
        "truncated-body": sign(body[: len(text)]),  # as many bytes as it has characters
        "wrong-charset": sign(body.decode("cp1252")),
        "wrong-charset PowerShell": sign(b"\xff\xfe" + text.encode("utf-16-le")),
        "wrong-charset ignored": sign(text.encode("ascii", "ignore")),
        "wrong-charset latin-1": sign(text.encode("latin-1")),
        "url-decoded-body": sign(urllib.parse.unquote_plus(text)),
        "url-encoded-body": sign(urllib.parse.quote(text)),
        "url-encoded-body plus": sign(urllib.parse.quote_plus(text)),
        "form-parsed-body": sign(urllib.parse.urlencode(urllib.parse.parse_qsl(text, keep_blank_values=True))),
        "hashed-body": sign(hashlib.sha256(body).digest()),
        "secret-blank": sign(key=secret.encode() + b"\n"),
        "secret-blank BOM": sign(key=secret.encode("utf-8-sig")),
        "secret-blank both": sign(key=f" {secret} ".encode()),
        "secret-quoted": sign(key=f"'{secret}'".encode()),
        "secret-encoded": sign(key=secret.encode().hex().encode()),
        "secret-unset": sign(key=str(None).encode()),
        "old-secret": sign(key=key_of(request["old"])),
        "hmac-sha1": sign(hash="sha1"),
        "hmac-md5": sign(hash="md5"),
        "hmac-sha384": sign(hash="sha384"),
        "hmac-sha512": sign(hash="sha512"),
        "plain-sha256": out(hashlib.sha256(key + lead.encode() + body).digest()),
        "swapped-arguments": out(hmac.digest(lead.encode() + body, key, "sha256")),
        "signature-cut": sign()[:32],
    }
    if lead or product == "fintoro":
        found["signed-body-first"] = sign(body + b"." + stamp.encode(), lead="")
    if lead:
        found["signed-body-alone"] = sign(lead="")
        found["signed-without-dots"] = sign(lead=lead.replace(".", ""))
        found["signed-wrong-separator"] = sign(lead=lead.replace(".", "|"))
        found["signed-milliseconds"] = sign(lead=lead.replace(stamp, str(int(stamp) * 1000)))
        at = datetime.datetime.fromtimestamp(int(stamp), datetime.timezone.utc)
        found["timestamp-reformatted"] = sign(lead=lead.replace(stamp, at.isoformat()))
        found["timestamp-reformatted float"] = sign(lead=lead.replace(stamp, str(float(stamp))))
        found["timestamp-reformatted str"] = sign(lead=lead.replace(stamp, str(at)))
    if hexed:
        found["base64-for-hex"] = base64.b64encode(bytes.fromhex(sign())).decode()
        found["upper-case"] = sign().upper()
        found["hex-with-0x"] = hex(int(sign(), 16))
        found["hex-separated"] = bytes.fromhex(sign()).hex(":")
        found["hex-with-dashes"] = bytes.fromhex(sign()).hex("-")
    else:
        found["hex-for-base64"] = base64.b64decode(sign()).hex()
        found["secret-not-decoded"] = sign(key=secret[len("whsec_"):].encode())
        found["signed-timestamp-id"] = sign(lead=f"{stamp}.{ident}.")
    if product == "moneybird":
        found["secret-decoded"] = sign(key=bytes.fromhex(secret))
    if product == "fintoro":
        found["prefix-cut"] = sign(key=secret.removeprefix("whsec_fintoro_").encode())
        found["signed-timestamp"] = sign(lead=f"{stamp}.")
    if product != "bookkeeper":
        found["secret-case"] = sign(key=secret.upper().encode())
    return found


for line in sys.stdin:
    print(json.dumps(receivers(json.loads(line))))

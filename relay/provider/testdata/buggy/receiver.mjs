// Receivers that get signatures wrong, each in one way. A request stands in each line of standard input; for each, one line of JSON
// tells what every receiver computes, by the mistake that it makes.
import crypto from "node:crypto";
import readline from "node:readline";
import zlib from "node:zlib";

const products = {
  fintoro: { key: (s) => s, lead: () => "", out: "hex" },
  moneybird: { key: (s) => s, lead: (r) => r.timestamp + ".", out: "hex" },
  silverfin: { key: (s) => s, lead: () => "", out: "hex" },
  bookkeeper: { key: (s) => Buffer.from(s.slice(6), "base64"), lead: (r) => `${r.id}.${r.timestamp}.`, out: "base64" },
};

function hmac(hash, key, ...texts) {
  const h = crypto.createHmac(hash, key);
  for (const text of texts) h.update(text);
  return h;
}

function receivers(r) {
  const p = products[r.product];
  const body = Buffer.from(r.body, "base64");
  const text = body.toString();
  const key = p.key(r.secret);
  const lead = p.lead(r);
  const over = (b) => hmac("sha256", key, lead, b).digest(p.out);
  const under = (k) => hmac("sha256", k, lead, body).digest(p.out);
  const around = (l) => hmac("sha256", key, l, body).digest(p.out);
  if (body[0] === 0x1f) return { "decompressed-body": over(zlib.gunzipSync(body)) };

  const parsed = JSON.parse(text);
  const sorted = Object.fromEntries(Object.keys(parsed).sort().map((k) => [k, parsed[k]]));
  const all = {
    "empty-body": over(""),
    "empty-body unread": over(JSON.stringify({})),
    "object-as-text": over(String(parsed)),
    "reserialised-json": over(JSON.stringify(parsed, null, 2)),
    "keys-reordered": over(JSON.stringify(sorted)),
    "json-escaped": over(JSON.stringify(parsed).replace(/\//g, "\\/")),
    "quoted-body": over(JSON.stringify(text)),
    "quoted-body buffer": over(JSON.stringify(body)),
    "trailing-newline": over(text + "\n"),
    "byte-order-mark": over("\ufeff" + text),
    "encoded-body": over(body.toString("base64")),
    "truncated-body": over(body.subarray(0, 50)),
    "wrong-charset": over(body.toString("latin1")),
    "wrong-charset ascii": over(body.toString("ascii")),
    "wrong-charset low bytes": hmac("sha256", key, lead, Buffer.from(text, "latin1")).digest(p.out),
    "wrong-charset utf16": over(Buffer.from(text, "utf16le")),
    "url-decoded-body": over(text.replace(/%([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)))),
    "url-encoded-body": over(encodeURIComponent(text)),
    "form-parsed-body": over(new URLSearchParams(text).toString()),
    "form-parsed-body json": over(JSON.stringify(Object.fromEntries(new URLSearchParams(text)))),
    "hashed-body": over(crypto.createHash("sha256").update(body).digest("hex")),
    "secret-blank": under(p.out === "hex" ? r.secret + "\n" : r.secret + " "),
    "secret-blank invisible": under(r.secret + "\u200b"),
    "secret-quoted": under(`"${r.secret}"`),
    "secret-encoded": under(Buffer.from(r.secret).toString("base64")),
    "secret-unset": under(String(undefined)),
    "secret-utf16": under(Buffer.from(r.secret, "utf16le")),
    "old-secret": under(p.key(r.old)),
    "hmac-sha1": hmac("sha1", key, lead, body).digest(p.out),
    "hmac-sha512": hmac("sha512", key, lead, body).digest(p.out),
    "plain-sha256": crypto.createHash("sha256").update(lead).update(body).digest(p.out),
    "swapped-arguments": hmac("sha256", Buffer.concat([Buffer.from(lead), body]), key).digest(p.out),
    "signature-cut": over(body).slice(0, 20),
  };
  if (p.out === "hex") {
    all["base64-for-hex"] = hmac("sha256", key, lead, body).digest("base64");
    all["upper-case"] = over(body).toUpperCase();
    all["base64-of-hex"] = Buffer.from(over(body)).toString("base64");
    all["hex-without-zeros"] = [...Buffer.from(over(body), "hex")].map((b) => b.toString(16)).join("");
    if (all["hex-without-zeros"] === over(body)) delete all["hex-without-zeros"];
  } else {
    all["hex-for-base64"] = hmac("sha256", key, lead, body).digest("hex");
    all["base64-no-padding"] = over(body).replace(/=+$/, "");
    all["secret-not-decoded"] = under(r.secret);
    all["secret-decoded"] = under(Buffer.from(r.secret, "base64"));
    all["signed-timestamp-id"] = around(`${r.timestamp}.${r.id}.`);
    all["other-scheme"] = hmac("sha256", r.secret, body).digest("hex");
  }
  if (r.product === "fintoro") {
    all["prefix-cut"] = under(r.secret.replace("whsec_fintoro_", ""));
    all["other-scheme"] = hmac("sha256", Buffer.from(r.secret.replace("whsec_", ""), "base64"), `${r.id}.${r.timestamp}.`, body).digest("base64");
  }
  if (r.product === "moneybird") all["secret-decoded"] = under(Buffer.from(r.secret, "hex"));
  if (lead !== "") {
    all["signed-body-alone"] = around("");
    all["signed-without-dots"] = around(lead.replace(/\./g, ""));
    all["signed-wrong-separator"] = around(lead.replace(/\./g, ":"));
    all["signed-milliseconds"] = around(lead.replace(r.timestamp, String(new Date(r.timestamp * 1000).getTime())));
    all["timestamp-reformatted"] = around(lead.replace(r.timestamp, new Date(r.timestamp * 1000).toISOString()));
  } else if (r.product === "fintoro") {
    all["signed-timestamp"] = around(r.timestamp + ".");
    all["signed-id-timestamp"] = around(`${r.id}.${r.timestamp}.`);
  }
  return all;
}

for await (const line of readline.createInterface({ input: process.stdin })) console.log(JSON.stringify(receivers(JSON.parse(line))));

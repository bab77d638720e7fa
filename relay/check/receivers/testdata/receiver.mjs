// Receivers with one bug each, as they are written in Node: POST /<product>/<bug> is a webhook, GET there gives what was booked.
// The bug "none" is a right receiver.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

const secrets = JSON.parse(process.env.SECRETS);
const hex = (key, text) => createHmac("sha256", key).update(text).digest("hex");
const base64 = (key, text) => createHmac("sha256", key).update(text).digest("base64");
const join = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));
const bytes = (secret) => Buffer.from(secret.replace(/^whsec_/, ""), "base64");

function equal(given, expected) {
  const [a, b] = [Buffer.from(given ?? ""), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

// Each product: how a body is proven, by the one comparison that a bug may replace, and what the event is.
const products = {
  fintoro: {
    success: 204,
    key: (secret) => secret,
    given: (h) => [[h["webhook-signature"], 0]],
    sign: (h, key, body) => hex(key, body),
    time: (h) => h["webhook-timestamp"],
    id: (h, event) => event.id,
    handled: (event) => event.type === "invoices.paid",
  },
  moneybird: {
    success: 200,
    key: (secret) => secret,
    given: (h) => parts(h).filter(([name]) => name === "v1").map(([, value]) => [value, 0]),
    sign: (h, key, body) => hex(key, join(`${products.moneybird.time(h)}.`, body)),
    time: (h) => parts(h).find(([name]) => name === "t")?.[1],
    id: (h) => h["idempotency-key"],
    handled: (event) => event.action === "sales_invoice_state_changed_to_paid",
  },
  silverfin: {
    success: 204,
    key: (secret) => secret,
    given: (h) => [[h["x-sf-signature-1"], 0], [h["x-sf-signature-2"], 1]],
    sign: (h, key, body) => hex(key, body),
    id: (h, event, body) => hex("", body),
    handled: (event) => event.event === "permanent_document.processed",
  },
  bookkeeper: {
    success: 204,
    key: bytes,
    given: (h) => (h["webhook-signature"] ?? "").split(" ").filter((s) => s.startsWith("v1,")).map((s) => [s.slice(3), 0]),
    sign: (h, key, body) => base64(key, join(`${h["webhook-id"]}.${h["webhook-timestamp"]}.`, body)),
    time: (h) => h["webhook-timestamp"],
    id: (h) => h["webhook-id"],
    handled: (event) => event.type === "payment.confirmed",
  },
  finpilo: {
    success: 200,
    key: (secret) => secret,
    given: (h) => [[h.authorization?.match(/^bearer (.*)$/i)?.[1], 0]],
    sign: (h, key) => key,
    id: (h, event) => event.documentId,
    handled: () => true,
  },
};
const parts = (h) => (h["moneybird-signature"] ?? "").split(",").map((part) => part.trim().split("="));

// What a bug does in the place of the right part. p is the product, copied; a bug may also answer by itself.
const bugs = {
  none: () => ({}),
  // express.json() has parsed the body, so it is written again for the HMAC
  stringify: (p) => ({ sign: (h, key, body) => p.sign(h, key, Buffer.from(JSON.stringify(JSON.parse(body)))) }),
  // request.on("data", (chunk) => body += chunk): a letter of several bytes that two chunks share is lost
  latin1: (p) => ({ sign: (h, key, body) => p.sign(h, key, Buffer.from(body.toString("latin1"))) }),
  startsWith: () => ({ equal: (given, expected) => Boolean(given) && expected.startsWith(given) }),
  slice: () => ({ equal: (given, expected) => given?.slice(0, 16) === expected.slice(0, 16) }),
  // if (signature && signature !== expected) return 401
  optional: (p) => ({ given: (h) => (p.given(h).some(([value]) => value) ? p.given(h) : [["", 0]]), equal: (given, expected) => !given || given === expected, fresh: (time) => !time || fresh(time) }),
  // timingSafeEqual throws where the lengths differ, and nobody catches it
  throws: () => ({ equal: (given, expected) => timingSafeEqual(Buffer.from(given ?? ""), Buffer.from(expected)) }),
  // Math.abs(NaN) > 300 is false
  nan: () => ({ fresh: (time) => !(Math.abs(Date.now() / 1000 - Number(time)) > 300) }),
  milliseconds: () => ({ fresh: (time) => Math.abs(Date.now() - Number(time)) <= 300_000 }),
  hexKey: () => ({ key: (secret) => Buffer.from(secret.replace(/^whsec_fintoro_/, ""), "hex") }),
  textKey: () => ({ key: (secret) => secret.replace(/^whsec_/, "") }),
  // the first v1 is where it always was
  firstV1: (p) => ({ given: (h) => p.given(h).slice(0, 1) }),
  // new Webhook(secret).verify(body, headers), with the prefix cut off so that it takes the secret
  standardWebhooks: () => ({ ...products.bookkeeper, success: 204, key: (secret) => Buffer.from(secret.slice(secret.lastIndexOf("_") + 1), "base64") }),
  // request.rawHeaders, by names as the documentation writes them
  rawHeaders: () => ({ headers: ({ rawHeaders: all }) => Object.fromEntries(all.flatMap((name, i) => (i % 2 ? [] : [[documented[name] ?? "", all[i + 1]]]))) }),
  // if (await known(id)) return; await book(id); await note(id)
  awaits: () => ({ note: async (books, id) => {
    if (books.includes(id)) return;
    await pause(40);
    books.push(id);
  } }),
  twice: () => ({ note: (books, id) => books.push(id) }),
  conflict: (p) => ({ answer: (known) => (known ? 409 : p.success) }),
  created: () => ({ answer: () => 201 }),
  noContent: () => ({ answer: () => 204 }),
  // default: throw new Error("unknown type")
  unhandled: (p) => ({ other: () => 500 }),
  // event.entity.id
  entity: () => ({ other: (event) => (event.entity === null ? 500 : 0) }),
  // authorization.includes(key)
  includes: () => ({ given: (h) => [[h.authorization, 0]], equal: (given, expected) => Boolean(given?.includes(expected)) }),
  lowerCase: () => ({ equal: (given, expected) => given?.toLowerCase() === expected.toLowerCase() }),
};
const fresh = (time) => time === undefined || (/^[0-9]{1,12}$/.test(time) && Math.abs(Date.now() / 1000 - Number(time)) <= 300);

const documented = Object.fromEntries(["webhook-id", "webhook-timestamp", "webhook-signature", "Moneybird-Signature", "Idempotency-Key",
  "X-SF-SIGNATURE-1", "X-SF-SIGNATURE-2", "Authorization"].map((name) => [name, name.toLowerCase()]));
const booked = new Map();

const server = createServer(async (request, response) => {
  const answer = (status, text = "") => response.writeHead(status, { Allow: "POST" }).end(text);
  const [, product, bug] = request.url.split("?")[0].split("/");
  const books = booked.get(product + bug) ?? booked.set(product + bug, []).get(product + bug);
  if (request.method === "GET" && request.headers["x-books"]) return answer(200, JSON.stringify(books));
  if (request.method !== "POST") return answer(405);
  const chunks = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
  } catch {
    return response.destroy();
  }
  const body = Buffer.concat(chunks);
  const p = { equal, fresh, headers: ({ headers }) => headers, other: () => 0, ...products[product] };
  p.answer = () => p.success;
  p.note = (books, id) => books.includes(id) || books.push(id);
  Object.assign(p, bugs[bug]({ ...p }));
  if (product === "moneybird" && !request.headers["moneybird-signature"] && ["", "{}"].includes(body.toString())) return answer(200);
  try {
    const h = p.headers(request);
    const proven = p.given(h).some(([given, i]) => p.equal(given, p.sign(h, p.key(secrets[product][i]), body)));
    if (!proven || (p.time && !p.fresh(p.time(h) ?? ""))) return answer(401);
    let event;
    try {
      event = JSON.parse(body);
    } catch {}
    const id = event && p.id(h, event, body);
    if (!id) return answer(400);
    if (!p.handled(event)) return answer(p.other(event) || p.success);
    const known = books.includes(id);
    await p.note(books, id);
    const status = p.answer(known);
    answer(status, product === "finpilo" ? JSON.stringify({ accountingReferenceId: `DOC-${id}` }) : "");
  } catch (error) {
    answer(500);
  }
});
server.listen(0, "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${server.address().port}`));

// Runs lines of JavaScript that are given as JSON and prints what each leaves in signature.
import { createHash, createHmac } from "node:crypto";
import fs from "node:fs";

const cases = JSON.parse(fs.readFileSync(0, "utf8"));
const results = cases.map((c) => {
  const run = (names, code) => new Function(...Object.keys(names), code + "\nreturn signature;")(...Object.values(names));
  const body = Buffer.from(c.body);
  const names = { createHash, createHmac, fs, process, id: c.id, timestamp: c.timestamp, oldSecret: c.old };
  if (!c.code.includes("const body")) names.body = body;
  if (!c.code.includes("const secret")) names.secret = c.secret;
  try {
    process.env.WEBHOOK_SECRET = c.quoted ? `"${c.secret}"` : c.secret + " ";
    fs.writeFileSync("secret.txt", c.secret + "\n");
    return run({ ...names, req: { body } }, c.code);
  } catch (problem) {
    return String(problem);
  }
});
console.log(JSON.stringify(results));

# Receivers with one bug each, as they are written in Python: POST /<product>/<bug> is a webhook, GET there gives what was booked.
# The bug "none" is a right receiver.
import base64, hashlib, hmac, json, os, re, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRETS = json.loads(os.environ["SECRETS"])
FRESH = 300
noting = threading.Lock()
booked = {}


def hexed(key, text):
    return hmac.new(key, text, hashlib.sha256).hexdigest()


def based(key, text):
    return base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


class Product:
    """A right receiver of a product. A bug is a subclass that replaces one method."""

    def __init__(self, name, secrets):
        self.name, self.secrets = name, secrets

    def header(self, headers, name):
        return headers.get(name, "")

    def key(self, secret):
        return base64.b64decode(secret.removeprefix("whsec_")) if self.name == "bookkeeper" else secret.encode()

    def parts(self, headers, name):
        pairs = (part.strip().split("=", 1) for part in self.header(headers, "Moneybird-Signature").split(","))
        return [pair[1] for pair in pairs if len(pair) == 2 and pair[0] == name]

    def given(self, headers, i):
        if self.name == "moneybird":
            return self.parts(headers, "v1")
        if self.name == "silverfin":
            return [self.header(headers, f"X-SF-SIGNATURE-{i + 1}")]
        if self.name == "bookkeeper":
            return [one[3:] for one in self.header(headers, "webhook-signature").split(" ") if one.startswith("v1,")]
        if self.name == "finpilo":
            found = re.fullmatch("(?i:bearer) (.*)", self.header(headers, "Authorization"))
            return [found[1]] if found else []
        return [self.header(headers, "webhook-signature")]

    def timestamp(self, headers):
        return "".join(self.parts(headers, "t")) if self.name == "moneybird" else self.header(headers, "webhook-timestamp")

    def signed(self, body):
        return body

    def expected(self, headers, key, body):
        body = self.signed(body)
        if self.name == "moneybird":
            return hexed(key, self.timestamp(headers).encode() + b"." + body)
        if self.name == "bookkeeper":
            return based(key, f"{self.header(headers, 'webhook-id')}.{self.timestamp(headers)}.".encode() + body)
        return key.decode() if self.name == "finpilo" else hexed(key, body)

    def equal(self, given, expected):
        return hmac.compare_digest(given.encode(), expected.encode())

    def fresh(self, stamp):
        return re.fullmatch("[0-9]{1,12}", stamp) and abs(time.time() - int(stamp)) <= FRESH

    def proven(self, headers, body):
        fits = [
            self.equal(given, self.expected(headers, self.key(secret), body))
            for i, secret in enumerate(self.secrets)
            for given in self.given(headers, i)
        ]
        return any(fits) and (self.name in ("silverfin", "finpilo") or self.fresh(self.timestamp(headers)))

    def identity(self, headers, event, body):
        if self.name == "moneybird":
            return self.header(headers, "Idempotency-Key")
        if self.name == "silverfin":
            return hashlib.sha256(body).hexdigest()
        return self.header(headers, "webhook-id") if self.name == "bookkeeper" else event["documentId" if self.name == "finpilo" else "id"]

    def handled(self, event):
        kinds = "invoices.paid", "sales_invoice_state_changed_to_paid", "permanent_document.processed", "payment.confirmed"
        return self.name == "finpilo" or (event.get("type") or event.get("action") or event.get("event")) in kinds

    def other(self, event):
        pass

    def note(self, books, key):
        with noting:
            if key in books:
                return True
            books.append(key)

    def success(self, known):
        return 204 if self.name in ("fintoro", "silverfin", "bookkeeper") else 200


def bug(method):
    """Makes a class of a function, which takes the place of the method that it is named for."""
    return lambda function: bugs.setdefault(function.__name__, type(function.__name__, (Product,), {method: function}))


bugs = {"none": Product}


@bug("signed")
def dumps(self, body):  # request.get_json() was called before
    return json.dumps(json.loads(body)).encode()


@bug("signed")
def dumps_compact(self, body):  # and so somebody found the separators
    return json.dumps(json.loads(body), separators=(",", ":")).encode()


@bug("signed")
def ascii_only(self, body):
    return body.decode("ascii", "ignore").encode()


@bug("signed")
def stripped(self, body):
    return body.strip()


@bug("equal")
def starts_with(self, given, expected):
    return given != "" and expected.startswith(given)


@bug("equal")
def first_bytes(self, given, expected):
    return given[:10] == expected[:10]


@bug("equal")
def digest_of_text(self, given, expected):  # compare_digest refuses text beyond ASCII with a TypeError
    return hmac.compare_digest(given, expected)


@bug("proven")
def if_present(self, headers, body):  # if signature and not verified(...): abort(401)
    return not any(self.given(headers, i) for i in range(2)) or Product.proven(self, headers, body)


@bug("fresh")
def int_throws(self, stamp):
    return abs(time.time() - int(stamp)) <= FRESH


@bug("fresh")
def age_only(self, stamp):
    return re.fullmatch("[0-9]{1,12}", stamp) and time.time() - int(stamp) <= FRESH


@bug("fresh")
def no_time(self, stamp):
    return True


@bug("key")
def from_hex(self, secret):
    return bytes.fromhex(secret.removeprefix("whsec_fintoro_"))


@bug("key")
def not_decoded(self, secret):
    return secret.removeprefix("whsec_").encode()


@bug("header")
def dict_of_headers(self, headers, name):  # dict(headers)[name] has the casing of the wire
    return dict(headers)[name]


@bug("given")
def split_by_place(self, headers, i):  # header.split(",")[1][3:]
    return [re.split("[ ,]", self.header(headers, "Moneybird-Signature"))[1][3:]]


@bug("given")
def either_header(self, headers, i):
    return [self.header(headers, "X-SF-SIGNATURE-1"), self.header(headers, "X-SF-SIGNATURE-2")]


@bug("given")
def last_word(self, headers, i):
    return self.header(headers, "Authorization").split(" ")[-1:]


@bug("note")
def checks_then_acts(self, books, key):
    known = key in books
    if not known:
        time.sleep(0.04)  # what a database takes
        books.append(key)
    return known


@bug("note")
def books_twice(self, books, key):
    books.append(key)


@bug("success")
def conflict(self, known):
    return 409 if known else Product.success(self, known)


@bug("success")
def created(self, known):
    return 201


@bug("other")
def key_error(self, event):
    raise KeyError(event)


@bug("other")
def none_has_no_id(self, event):
    return event["entity"]["id"]


class Receiver(BaseHTTPRequestHandler):
    timeout = 30
    protocol_version = "HTTP/1.1"

    def place(self):
        return self.path.partition("?")[0].split("/")[1:3]

    def do_POST(self):
        body = self.body()
        name, which = self.place()
        product = bugs[which](name, SECRETS[name])
        if name == "moneybird" and not self.headers.get("Moneybird-Signature") and body in (b"", b"{}"):
            return self.answer(200)
        try:
            if not product.proven(self.headers, body):
                return self.answer(401)
            try:
                event = json.loads(body)
                key = product.identity(self.headers, event, body)
                handled = product.handled(event)
            except (ValueError, TypeError, LookupError, AttributeError):
                return self.answer(400)
            if not key:
                return self.answer(400)
            if not handled:
                product.other(event)
                return self.answer(product.success(False))
            known = product.note(booked.setdefault((name, which), []), key)
            reference = {"accountingReferenceId": "DOC-" + key} if name == "finpilo" else ""
            self.answer(product.success(known), json.dumps(reference) if reference else "")
        except Exception:  # as a framework answers what nobody catches
            self.answer(500)

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def do_GET(self):
        if not self.headers.get("X-Books"):
            return self.answer(405)
        self.answer(200, json.dumps(booked.get(tuple(self.place()), [])))

    def do_HEAD(self):
        self.answer(405)

    do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_HEAD

    def answer(self, status, text=""):
        self.send_response(status)
        self.send_header("Allow", "POST")
        if status != 204:
            self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 256  # a burst finds room

    def handle_error(self, *_):
        pass


server = Server(("127.0.0.1", 0), Receiver)
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()

# Runs lines of Python that are given as JSON and prints what each leaves in signature.
import base64, hashlib, hmac, json, os, re, sys, time
from datetime import datetime, timezone


class Request:
    def __init__(self, body):
        self.body = body

    def get_data(self):
        return self.body


results = []
for case in json.load(sys.stdin):
    names = {
        "base64": base64, "hashlib": hashlib, "hmac": hmac, "os": os, "re": re, "time": time, "datetime": datetime, "UTC": timezone.utc,
        "id": case["id"], "timestamp": case["timestamp"], "secret": case["secret"], "old_secret": case["old"],
        "body": case["body"].encode(), "request": Request(case["body"].encode()),
    }
    os.environ["WEBHOOK_SECRET"] = f'"{case["secret"]}"' if case["quoted"] else case["secret"] + " "
    with open("secret.txt", "w") as file:
        file.write(case["secret"] + "\n")
    try:
        exec(case["code"], names)
        results.append(names["signature"])
    except Exception as problem:
        results.append(repr(problem))
print(json.dumps(results))

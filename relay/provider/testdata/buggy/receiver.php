<?php
// Receivers that get signatures wrong, each in one way. A request stands in each line of standard input; for each, one line of JSON
// tells what every receiver computes, by the mistake that it makes.
function receivers(array $r): array
{
    $hex = $r['product'] !== 'bookkeeper';
    $keyOf = fn(string $s) => $hex ? $s : base64_decode(substr($s, 6));
    $out = fn(string $raw) => $hex ? bin2hex($raw) : base64_encode($raw);
    $lead = ['moneybird' => "{$r['timestamp']}.", 'bookkeeper' => "{$r['id']}.{$r['timestamp']}."][$r['product']] ?? '';
    $body = base64_decode($r['body']);
    $key = $keyOf($r['secret']);
    $over = fn(string $b) => $out(hash_hmac('sha256', $lead . $b, $key, true));
    $under = fn(string $k) => $out(hash_hmac('sha256', $lead . $body, $k, true));
    if (substr($body, 0, 2) === "\x1f\x8b") {
        return ['decompressed-body' => $over(gzdecode($body))];
    }
    $parsed = json_decode($body, true);
    $sorted = $parsed;
    ksort($sorted);
    $all = [
        'empty-body' => $over(''),
        'object-as-text' => $over(@(string) $parsed),
        'reserialised-json' => $over(json_encode($parsed, JSON_PRETTY_PRINT)),
        'json-escaped' => $over(json_encode($parsed)),
        'keys-reordered' => $over(json_encode($sorted, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE)),
        'quoted-body' => $over(json_encode($body, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE)),
        'trailing-newline' => $over($body . PHP_EOL),
        'truncated-body' => $over(substr($body, 0, 64)),
        'wrong-charset' => $over(iconv('ISO-8859-1', 'UTF-8', $body)),
        'url-decoded-body' => $over(urldecode($body)),
        'url-decoded-body raw' => $over(rawurldecode($body)),
        'url-encoded-body' => $over(urlencode($body)),
        'secret-blank' => $under($r['secret'] . "\r\n"),
        'secret-unset' => $under((string) getenv('NOT_SET')),
        'secret-encoded' => $under(base64_encode($r['secret'])),
        'hmac-sha1' => $out(hash_hmac('sha1', $lead . $body, $key, true)),
        'plain-sha256' => $out(hash('sha256', $lead . $body . $key, true)),
        'swapped-arguments' => $out(hash_hmac('sha256', $key, $lead . $body, true)),
    ];
    if ($lead !== '') {
        $all['timestamp-reformatted'] = $out(hash_hmac('sha256', str_replace($r['timestamp'], gmdate('c', (int) $r['timestamp']), $lead) . $body, $key, true));
        $all['signed-body-alone'] = $out(hash_hmac('sha256', $body, $key, true));
    }
    if ($hex) {
        $all['base64-for-hex'] = base64_encode(hash_hmac('sha256', $lead . $body, $key, true));
        $all['base64-of-hex'] = base64_encode(hash_hmac('sha256', $lead . $body, $key));
    } else {
        $all['secret-not-decoded'] = $under($r['secret']);
    }
    return $all;
}

while (($line = fgets(STDIN)) !== false) {
    echo json_encode(receivers(json_decode($line, true))), "\n";
}

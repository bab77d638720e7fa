<?php
// Runs lines of PHP that are given as JSON and prints what each leaves in $signature.
function run(array $case): string
{
    [$id, $timestamp, $body, $secret, $oldSecret] = [$case['id'], $case['timestamp'], $case['body'], $case['secret'], $case['old']];
    $input = $body;
    putenv('WEBHOOK_SECRET=' . ($case['quoted'] ? "\"$secret\"" : "$secret "));
    file_put_contents('secret.txt', "$secret\n");
    eval(str_replace("file_get_contents('php://input')", '$input', $case['code']));
    return $signature;
}
$results = [];
foreach (json_decode(stream_get_contents(STDIN), true) as $case) {
    try {
        $results[] = run($case);
    } catch (Throwable $problem) {
        $results[] = $problem->getMessage();
    }
}
echo json_encode($results);

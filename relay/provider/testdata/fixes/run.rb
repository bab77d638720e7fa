# Runs lines of Ruby that are given as JSON and prints what each leaves in signature.
require "base64"
require "json"
require "openssl"
require "time"
Encoding.default_external = "UTF-8"

Request = Struct.new(:raw_post)

results = JSON.parse($stdin.read).map do |c|
  scope = binding
  {
    id: c["id"], timestamp: c["timestamp"], secret: c["secret"].dup, old_secret: c["old"],
    body: c["body"].b, request: Request.new(c["body"].b), signature: nil,
  }.each { |name, value| scope.local_variable_set(name, value) }
  ENV["WEBHOOK_SECRET"] = c["quoted"] ? "\"#{c["secret"]}\"" : c["secret"] + " "
  File.write("secret.txt", c["secret"] + "\n")
  begin
    scope.eval(c["code"])
    scope.local_variable_get(:signature)
  rescue StandardError => e
    "Error(#{e.class}: #{e.message})"
  end
end
puts JSON.generate(results)

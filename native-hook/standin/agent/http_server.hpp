#pragma once

#include <functional>
#include <string>
#include <thread>

#include <stout/nothing.hpp>
#include <stout/try.hpp>

namespace standin {

struct HttpRequest {
  std::string method;
  std::string path;  // without the query
  std::string body;
  bool from_loopback = false;
};

struct HttpResponse {
  int status = 200;
  std::string body;
  std::string content_type = "text/plain; charset=utf-8";
};

/// A small HTTP/1.1 server: one thread and one request per connection, bodies of known length only.
class HttpServer {
 public:
  using Handler = std::function<HttpResponse(const HttpRequest&)>;

  /// Binds to an IPv4 address; port 0 takes a free one. The error is a text for the operator.
  Try<Nothing> listen(const std::string& ip, int port);

  /// Answers requests from now on, until the process ends.
  void serve(Handler handler);

  /// The port that listen() got.
  int port() const { return port_; }

 private:
  int socket_ = -1;
  int port_ = 0;
};

}  // namespace standin

#include "http_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <optional>
#include <utility>

namespace standin {
namespace {

constexpr size_t MAX_HEADER_BYTES = 16 * 1024;
constexpr size_t MAX_BODY_BYTES = 1024 * 1024;
constexpr timeval SOCKET_TIMEOUT{10, 0};

const char* reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 503:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
  }
}

/// Appends what arrives next; false when the peer is done, silent or gone.
bool receive(int socket, std::string& data) {
  std::array<char, 4096> buffer;
  const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
  if (count <= 0) return false;
  data.append(buffer.data(), static_cast<size_t>(count));
  return true;
}

void send_all(int socket, const std::string& data) {
  size_t done = 0;
  while (done < data.size()) {
    const ssize_t count = ::send(socket, data.data() + done, data.size() - done, MSG_NOSIGNAL);
    if (count <= 0) return;
    done += static_cast<size_t>(count);
  }
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char ch) { return static_cast<char>(std::tolower(ch)); });
  return text;
}

/// The value of Content-Length, 0 without one, none when it is no number. Takes a lower-case head.
std::optional<size_t> content_length(const std::string& head) {
  const std::string name = "\r\ncontent-length:";
  size_t start = head.find(name);
  if (start == std::string::npos) return 0;
  start = head.find_first_not_of(' ', start + name.size());
  const size_t end = head.find_first_not_of("0123456789", start);
  if (start == std::string::npos || end == start || end - start > 9) return std::nullopt;
  return std::stoul(head.substr(start, end - start));
}

/// Splits `GET /path?query HTTP/1.1`.
bool parse_request_line(const std::string& head, HttpRequest& request) {
  const size_t first = head.find(' ');
  const size_t second = head.find(' ', first + 1);
  if (first == std::string::npos || second == std::string::npos) return false;
  request.method = head.substr(0, first);
  const std::string target = head.substr(first + 1, second - first - 1);
  request.path = target.substr(0, target.find('?'));
  return !request.path.empty() && request.path[0] == '/';
}

/// Reads one request; the status is 0 when it is complete, else the error to answer with.
int read_request(int socket, HttpRequest& request) {
  std::string data;
  size_t end = std::string::npos;
  while ((end = data.find("\r\n\r\n")) == std::string::npos) {
    if (data.size() > MAX_HEADER_BYTES) return 413;
    if (!receive(socket, data)) return 400;
  }
  const std::string head = data.substr(0, end + 2);
  const std::optional<size_t> length = content_length(lower(head));
  if (!parse_request_line(head, request) || !length) return 400;
  if (*length > MAX_BODY_BYTES) return 413;
  if (lower(head).find("\r\nexpect: 100-continue") != std::string::npos) {
    send_all(socket, "HTTP/1.1 100 Continue\r\n\r\n");
  }
  request.body = data.substr(end + 4);
  while (request.body.size() < *length) {
    if (!receive(socket, request.body)) return 400;
  }
  request.body.resize(*length);
  return 0;
}

void send_response(int socket, const HttpResponse& response) {
  send_all(socket, "HTTP/1.1 " + std::to_string(response.status) + " " + reason(response.status) +
                       "\r\nContent-Type: " + response.content_type +
                       "\r\nContent-Length: " + std::to_string(response.body.size()) +
                       "\r\nConnection: close\r\n\r\n" + response.body);
}

void answer(int socket, bool from_loopback, const HttpServer::Handler& handler) {
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &SOCKET_TIMEOUT, sizeof SOCKET_TIMEOUT);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &SOCKET_TIMEOUT, sizeof SOCKET_TIMEOUT);
  HttpRequest request;
  request.from_loopback = from_loopback;
  const int error = read_request(socket, request);
  send_response(socket, error == 0 ? handler(request) : HttpResponse{error, reason(error)});
  ::close(socket);
}

}  // namespace

Try<Nothing> HttpServer::listen(const std::string& ip, int port) {
  const std::string where = ip + ":" + std::to_string(port);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  if (::inet_pton(AF_INET, ip.c_str(), &address.sin_addr) != 1) {
    return Error("Failed to parse IP address '" + ip + "'");
  }
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return ErrnoError("Failed to create a socket");
  const int on = 1;
  ::setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket_, generic, size) != 0) return ErrnoError("Failed to bind on " + where);
  if (::listen(socket_, SOMAXCONN) != 0) return ErrnoError("Failed to listen on " + where);
  ::getsockname(socket_, generic, &size);
  port_ = ntohs(address.sin_port);
  return Nothing();
}

void HttpServer::serve(Handler handler) {
  std::thread([socket = socket_, handler = std::move(handler)] {
    while (true) {
      sockaddr_in peer{};
      socklen_t size = sizeof peer;
      const int client = ::accept4(socket, reinterpret_cast<sockaddr*>(&peer), &size, SOCK_CLOEXEC);
      if (client < 0) {
        // Out of descriptors, most likely: let the running requests finish.
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        continue;
      }
      const bool from_loopback = (ntohl(peer.sin_addr.s_addr) >> 24) == 127;
      std::thread(answer, client, from_loopback, std::cref(handler)).detach();
    }
  }).detach();
}

}  // namespace standin

"""A server that does nothing but answer, to show how fast the load generator itself can go.

No framework and no parsing: one event loop that answers each arriving request with the same bytes.
"""

import select
import socket
import sys

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 12\r\n\r\nHello, null!"


def serve(port: int) -> None:
    listener = socket.create_server(("127.0.0.1", port), backlog=128)
    poll = select.epoll()
    poll.register(listener, select.EPOLLIN)
    clients: dict[int, socket.socket] = {}
    while True:
        for descriptor, _ in poll.poll():
            if descriptor == listener.fileno():
                client, _ = listener.accept()
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                clients[client.fileno()] = client
                poll.register(client, select.EPOLLIN)
            elif clients[descriptor].recv(65536):
                clients[descriptor].send(ANSWER)
            else:
                poll.unregister(descriptor)
                clients.pop(descriptor).close()


if __name__ == "__main__":
    serve(int(sys.argv[1]))

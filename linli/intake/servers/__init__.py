"""How a request comes in and its answer goes out, by the protocol of the server. What is answered is `linli.intake.app`'s."""

from linli.intake.servers.base import Gone, Reply, Request

__all__ = ["Gone", "Reply", "Request"]

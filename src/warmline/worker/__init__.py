"""Keep time: what was kept and still has to be done is done, again after a crash."""

from warmline.worker.dispatcher import Dispatcher
from warmline.worker.postman import Postman
from warmline.worker.responder import Responder

__all__ = ["Dispatcher", "Postman", "Responder"]

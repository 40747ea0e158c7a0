"""What happens when, for OpenTelemetry: spans of requests, stories and commits.

They hold route templates, methods, statuses and counts: no path, no query, no header but the caller's `traceparent`, no
exception's message, nobody's id.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from time import time_ns

from fastapi import FastAPI
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode, use_span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from warmline.adapters.store.group import Outcome
from warmline.house import House
from warmline.server.answers import Answer, Seen


class Tracing:
    """Spans of one house; the SDK reads the rest of the OTEL_… variables itself."""

    def __init__(self, processor: SpanProcessor) -> None:
        name = os.environ.get("OTEL_SERVICE_NAME") or "warmline"
        provider = TracerProvider(resource=Resource.create({"service.name": name}))
        provider.add_span_processor(processor)
        self._tracer = provider.get_tracer("warmline")
        self._caller = TraceContextTextMapPropagator()

    @contextmanager
    def story(self, name: str) -> Iterator[None]:
        """A story, inside of what is going on."""
        with self._current(self._tracer.start_span(name)):
            yield

    @contextmanager
    def request(self, answer: Answer) -> Iterator[None]:
        """A request, inside of the caller's trace if it names one."""
        within = self._caller.extract(_traceparent(answer))
        span = self._tracer.start_span("request", within, SpanKind.SERVER)
        with self._current(span):
            try:
                yield
            finally:
                span.update_name(f"{answer.method} {answer.route}")
                span.set_attribute("http.request.method", answer.method)
                span.set_attribute("http.route", answer.route)
                span.set_attribute("http.response.status_code", answer.status)
                if answer.status >= 500:
                    span.set_status(StatusCode.ERROR)

    def committed(self, outcomes: Sequence[Outcome], seconds: float) -> None:
        """A commit, alone: it belongs to all who waited for it."""
        now = time_ns()
        span = self._tracer.start_span("commit", Context(), start_time=now - int(seconds * 1e9))
        span.set_attribute("warmline.units", len(outcomes))
        span.end(now)

    @staticmethod
    def _current(span: Span) -> AbstractContextManager[Span]:
        """Nothing is told of an exception: its message may hold anybody's words."""
        return use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False)


def add_tracing(app: FastAPI, house: House, processor: SpanProcessor | None = None) -> None:
    """Traces what this app does."""
    tracing = Tracing(processor or BatchSpanProcessor(OTLPSpanExporter()))
    house.span = tracing.story
    house.observers.append(tracing.committed)
    app.add_middleware(Seen, around=tracing.request)


def _traceparent(answer: Answer) -> Mapping[str, str]:
    found = [value for name, value in answer.scope["headers"] if name == b"traceparent"]
    return {"traceparent": found[0].decode("latin-1")} if len(found) == 1 else {}

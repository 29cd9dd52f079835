import { withSpan } from '@lamina/telemetry';
import type { RequestHandler } from 'express';

/** One span per request, from its first byte to the end of its reply; continues the caller's trace if there is one. */
export const traceRequest: RequestHandler = (request, response, next) => {
  const attributes = { 'http.request.method': request.method, 'url.path': request.baseUrl };
  const traceParent = request.get('traceparent') ?? null;
  void withSpan(`${request.method} ${request.baseUrl}`, { kind: 'server', attributes, traceParent }, async (span) => {
    const closed = new Promise((resolve) => response.once('close', resolve));
    next();
    await closed;
    span.setAttribute('http.response.status_code', response.statusCode);
  });
};

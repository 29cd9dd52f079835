import type { Express, RequestHandler } from 'express';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Seconds. A page's queries take tens of milliseconds; a slow statement is ended at 25 s. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 25];

/** Serves GET /metrics in Prometheus' format, and returns a handler that times requests. Metrics never contain callers or queries. */
export function serveMetrics(app: Express, addMetrics: (registry: Registry) => void): RequestHandler {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addMetrics(registry);
  const durations = new Histogram({
    name: 'lamina_api_request_duration_seconds',
    help: 'Time from the first byte of a GraphQL request to the end of its reply.',
    labelNames: ['status'],
    buckets: DURATION_BUCKETS,
    registers: [registry],
  });
  app.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  return (_request, response, next) => {
    const stop = durations.startTimer();
    response.once('close', () => stop({ status: String(response.statusCode) }));
    next();
  };
}

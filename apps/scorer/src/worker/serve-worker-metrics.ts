import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '@lamina/errors';
import type { WorkerMetrics } from './worker-metrics.ts';

/**
 * Serves GET /metrics (Prometheus) and GET /healthz of a worker. Returns the server and its port; 0 selects a free port.
 * @throws AppError PORT_IN_USE.
 */
export async function serveWorkerMetrics(
  metrics: WorkerMetrics,
  port: number,
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET') response.writeHead(405).end();
    else if (request.url === '/healthz') response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"up"}');
    else if (request.url === '/metrics') {
      metrics.registry.metrics().then(
        (text) => response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    } else response.writeHead(404).end();
  });
  try {
    server.listen(port);
    await once(server, 'listening');
  } catch (cause) {
    throw new AppError(
      'PORT_IN_USE',
      `port ${port} is in use by another program; stop it, or set LAMINA_SCORER_METRICS_PORT to a free port`,
      {
        cause,
      },
    );
  }
  // The metrics server must not keep a finished worker alive.
  server.unref();
  return { server, port: (server.address() as AddressInfo).port };
}

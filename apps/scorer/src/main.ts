import { AppError } from '@lamina/errors';
import { startTracing } from '@lamina/telemetry';
import pino from 'pino';
import packageJson from '../package.json' with { type: 'json' };
import { readScorerEnvironment } from './env.ts';
import { runWorker } from './worker/run-worker.ts';
import { serveWorkerMetrics } from './worker/serve-worker-metrics.ts';
import { WorkerMetrics } from './worker/worker-metrics.ts';

try {
  const { logLevel, metricsPort, traceEndpoint, ...options } = readScorerEnvironment();
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
  const tracing = await startTracing({ service: 'lamina-scorer', version: packageJson.version, endpoint: traceEndpoint });
  const metrics = new WorkerMetrics();
  if (metricsPort !== undefined) await serveWorkerMetrics(metrics, metricsPort);
  await runWorker({ ...options, metrics, logger: pino({ name: 'scorer', level: logLevel }), signal: stopping.signal });
  await tracing.stop();
  process.exit(0);
} catch (error) {
  const words =
    error instanceof AppError
      ? `${error.code}: ${error.message}`
      : `INTERNAL_SERVER_ERROR: ${error instanceof Error ? error.stack : String(error)}`;
  process.stderr.write(`${words}\n`);
  process.exit(1);
}

import { AppError } from '@lamina/errors';
import pino from 'pino';
import { readScorerEnvironment } from './env.ts';
import { runWorker } from './run-worker.ts';

try {
  const { logLevel, ...options } = readScorerEnvironment();
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
  await runWorker({ ...options, logger: pino({ name: 'scorer', level: logLevel }), signal: stopping.signal });
  process.exit(0);
} catch (error) {
  const words =
    error instanceof AppError
      ? `${error.code}: ${error.message}`
      : `INTERNAL_SERVER_ERROR: ${error instanceof Error ? error.stack : String(error)}`;
  process.stderr.write(`${words}\n`);
  process.exit(1);
}
